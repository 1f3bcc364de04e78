import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { campaignSearch } from '../pages/campaigns/campaign-search.ts';
import { campaignView } from '../pages/campaigns/campaign-view.ts';
import { editSearch } from '../pages/campaigns/flow/steps.ts';
import { shell } from './frame.ts';

const campaigns = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns',
  validateSearch: campaignSearch,
  component: lazyRouteComponent(() => import('../pages/campaigns/campaigns.tsx'), 'Campaigns'),
});

const campaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/$id',
  validateSearch: campaignView,
  component: lazyRouteComponent(() => import('../pages/campaigns/campaign.tsx'), 'Campaign'),
});

const editCampaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/$id/edit',
  validateSearch: editSearch,
  component: lazyRouteComponent(
    () => import('../pages/campaigns/flow/campaign-editor.tsx'),
    'CampaignEditor',
  ),
});

export const campaignRoutes = [campaigns, campaign, editCampaign] as const;
