//! What the gates of a survey say.

super::texts! {
    /// The gates.
    Gates {
        minutes: "1 minute|{n} minutes", "1 minuto|{n} minutos";
        hours: "1 hour|{n} hours", "1 hora|{n} horas";
        days: "1 day|{n} days", "1 día|{n} días";
        never_asked: "No survey of the site has asked them so far.", "Ninguna encuesta del sitio le ha preguntado aún.";
        never_answered: "They have not answered this one so far.", "Aún no ha respondido a esta.";
        never_dismissed: "They have not closed this one so far.", "Aún no ha cerrado esta.";
        asks: "It is live and asks about this touchpoint.", "Está activa y pregunta por este punto de contacto.";
        paused: "It is paused.", "Está en pausa.";
        other_touchpoint: "It does not ask about this touchpoint.", "No pregunta por este punto de contacto.";
        stage: "The stages do not contradict each other.", "Las etapas no se contradicen.";
        other_stage: "It is about the stage {survey}, the page is about {interaction}.",
            "Trata de la etapa {survey} y la página, de {interaction}.";
        not_opted_out: "The customer did not ask to be left alone.", "El cliente no ha pedido que no le pregunten.";
        opted_out: "The customer asked to be left alone, {ago} ago.", "El cliente pidió que no le preguntaran hace {ago}.";
        remembers: "It is known whether they were asked before.", "Se sabe si ya se le preguntó.";
        forgets: "The browser keeps nothing, so it could be asked over and over.",
            "El navegador no guarda nada: se le podría preguntar una y otra vez.";
        in_sample: "The customer is among the {share} that are asked.", "El cliente está en el {share} al que se pregunta.";
        not_in_sample: "The customer is not among the {share} that are asked.",
            "El cliente no está en el {share} al que se pregunta.";
        cooling: "Asked {ago} ago; the rest is {rest}.", "Se le preguntó hace {ago}; el descanso es de {rest}.";
        cooled: "Asked {ago} ago, so the rest of {rest} is over.", "Se le preguntó hace {ago}: el descanso de {rest} ya pasó.";
        answered: "Answered {ago} ago; asked again after {rest}.", "Respondió hace {ago}; se le vuelve a preguntar a los {rest}.";
        answered_long_ago: "Answered {ago} ago, longer than {rest}.", "Respondió hace {ago}, más de {rest}.";
        dismissed: "Closed it {ago} ago; asked again after {rest}.", "La cerró hace {ago}; se le vuelve a preguntar a los {rest}.";
        dismissed_long_ago: "Closed it {ago} ago, longer than {rest}.", "La cerró hace {ago}, más de {rest}.";
        not_rated: "This interaction has no rating yet.", "Esta interacción aún no tiene valoración.";
        rated: "This interaction has its rating already.", "Esta interacción ya tiene su valoración.";
    }
}
