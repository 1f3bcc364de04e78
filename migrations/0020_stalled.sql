-- When something of a campaign last moved: people were written down, a wave began, a message got an answer,
-- or a person set it going. A running campaign in which nothing has moved for 15 minutes, though something
-- could, is shown as stalled (P6). Written with the counts, which every move changes anyway.
alter table campaign_progress add column moved_at timestamptz;
