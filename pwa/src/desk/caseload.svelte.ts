/** What is being searched for, kept while one looks into a case and comes back. */
export const caseload = $state({ query: '' });
