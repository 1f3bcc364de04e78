-- The MJML that a version's HTML is made of; null where the HTML is the author's own.
alter table template_versions add column mjml_body text;
