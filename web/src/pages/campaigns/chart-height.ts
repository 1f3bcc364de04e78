/** Pixels; kept free while the chart is loaded, so that nothing jumps. */
export const CHART_HEIGHT = 240;
