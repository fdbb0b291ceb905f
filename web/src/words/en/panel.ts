/** What a panel in another system's page says beside the payment itself. */
export const PANEL = {
  'panel.title': 'Card payment',
  'panel.most': 'At most',
  'panel.atMost': 'At most {amount}.',
  'panel.waiting': 'Opening…',
  'panel.none': 'The page around this panel gave it no permission. Open it again from there.',
  'panel.closed': 'The permission for this panel has ended. Payments so far are kept.',
  'panel.again': 'Open again',
  'panel.over': 'The call has ended.',
};
