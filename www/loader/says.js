// What was decided about an interaction and what to do about it, in sentences for the site's developer.
const remedies = {
  no_survey: 'no survey of this site is live and names this touchpoint: look at `touchpoints` and `live` in its definition',
  stage: 'the survey is about another stage of the customer’s life than the interaction',
  opted_out: 'this customer said “don’t ask me again”; sondeo(\'forget\') forgets that in this browser',
  storage_blocked:
    'this browser keeps nothing, so that nobody knows what was asked: sign the interaction, or let the survey `ask_without_storage`',
  sampled_out: 'this customer is not in the survey’s `sample`',
  cooldown: 'something was asked lately: the survey’s `cooldown_days`; sondeo(\'forget\') forgets that in this browser',
  answered_recently: 'this survey was answered lately: its `again_after_answer_days`',
  dismissed_recently: 'this survey was dismissed lately: its `again_after_dismissal_days`',
  already_rated: 'this interaction has its rating',
}
const silences = {
  denied: 'the customer did not consent: sondeo(\'consent\', \'granted\') changes that',
  busy: 'another prompt is shown',
  off: 'the widget broke less than a day ago; sondeo(\'forget\') lets the next page try again',
}

export const says = {
  reply: (touchpoint, { prompt, reason, code, detail }) =>
    prompt
      ? `${touchpoint}: asks ${prompt.survey}, ${prompt.metric}, in ${prompt.locale}, as prompt ${prompt.id}`
      : reason
        ? `${touchpoint}: asks nothing, ${reason}: ${remedies[reason] ?? ''}`
        : `${touchpoint}: refused, ${code}: ${detail}`,
  silent: (touchpoint, why) => `${touchpoint}: asks nothing: ${silences[why]}`,
  sent: ({ outcome, rev }, status) =>
    `${outcome}, revision ${rev}: ${status ? 'answered ' + status : 'no answer'}; what did not arrive is sent again`,
}
