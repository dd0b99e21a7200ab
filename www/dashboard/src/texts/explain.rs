//! What the page says that tells why somebody is asked or not.

super::texts! {
    /// The form and its answer.
    Explain {
        title: "Would this customer be asked?", "¿Se preguntaría a este cliente?";
        lead: "Describe a customer and an interaction, and see what every rule says. Nobody is asked by it.",
            "Describe un cliente y una interacción y mira qué dice cada regla. No se pregunta a nadie.";
        touchpoint: "Touchpoint", "Punto de contacto";
        stage: "Stage", "Etapa";
        any_stage: "The page names none", "La página no dice ninguna";
        bucket: "Place in samples, 0 to 99", "Lugar en las muestras, de 0 a 99";
        respondent: "Customer's id, signed by your server", "Id del cliente, firmado por tu servidor";
        optional: "Optional", "Opcional";
        before: "Asked before", "Se le preguntó antes";
        never: "Never", "Nunca";
        answered: "Answered", "Respondió";
        closed: "Closed it", "La cerró";
        saw: "Saw it and did nothing", "La vio y no hizo nada";
        left_alone: "Asked to be left alone", "Pidió que no le preguntaran";
        which: "Which survey", "Qué encuesta";
        days_ago: "Days ago", "Hace cuántos días";
        blocked: "The browser keeps nothing", "El navegador no guarda nada";
        ask: "Show", "Mostrar";
        asked: "Yes: {survey} would be asked now.", "Sí: ahora se preguntaría {survey}.";
        not_asked: "No: nobody would be asked now.", "No: ahora no se preguntaría.";
        site_paused: "No: the site is paused.", "No: el sitio está en pausa.";
        signed_only: "No: the site asks only about interactions that its server signed.",
            "No: el sitio solo pregunta por interacciones firmadas por su servidor.";
        would: "would ask", "preguntaría";
        would_not: "would not ask", "no preguntaría";
        fine: "Fine:", "Bien:";
        stops: "Stops it:", "Lo impide:";
    }
}
