/** Words of what is sent to other systems, in English. */
export const DELIVERIES = {
  'deliveries.title': 'Deliveries',
  'deliveries.at': 'Time',
  'deliveries.to': 'To',
  'deliveries.event': 'Event',
  'deliveries.payment': 'Payment',
  'deliveries.state': 'State',
  'deliveries.tries': 'Tries',
  'deliveries.action': 'Action',
  'deliveries.is.waiting': 'Waiting to be sent',
  'deliveries.is.delivered': 'Delivered',
  'deliveries.is.givenUp': 'Given up',
  'deliveries.again': 'Send again',
  'deliveries.againOf': 'Send {event} to {endpoint} again',
  'deliveries.sent': 'It is sent again within a minute.',
  'deliveries.look': 'Refresh',
  'deliveries.none': 'Nothing was sent that day.',
  'deliveries.failed': 'The deliveries could not be loaded or sent.',
  'deliveries.notTaking': '{endpoint} does not take what is sent, since',
  'deliveries.gone':
    '{endpoint} says that it is gone: nothing is sent to it until you send something again. Failing since',
  'deliveries.failing':
    'Nothing is sent to {endpoint} until you send something again: it has failed for days, since',
  'deliveries.day': 'Day (UTC)',
  'deliveries.older': 'Older entries',
} as const;
