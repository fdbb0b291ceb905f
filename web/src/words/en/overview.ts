export const OVERVIEW_EN = {
  title: 'Today',
};
