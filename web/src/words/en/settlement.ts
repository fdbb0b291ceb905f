export const SETTLEMENT_EN = {
  title: 'Settlement',
};
