export const REPORTS_EN = {
  title: 'Day and totals',
};
