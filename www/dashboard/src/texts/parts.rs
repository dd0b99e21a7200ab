//! What the parts say that all pages are made of.

super::texts! {
    /// The texts of pickers, charts and states.
    Parts {
        loading: "Loading…", "Cargando…";
        again: "Try again", "Reintentar";
        away: "The collector cannot be reached. The numbers are the last that were heard; trying again by itself.",
            "No se puede contactar con el servidor. Se ven los últimos números recibidos; se reintenta solo.";
        away_title: "The collector cannot be reached", "No se puede contactar con el servidor";
        away_hint: "Check your connection, or whether the collector is running.",
            "Comprueba tu conexión, o si el servidor está en marcha.";
        busy: "The collector has too much to do right now.", "El servidor tiene demasiado trabajo ahora mismo.";
        refused_title: "That did not work", "No ha funcionado";
        says: "The collector says: {detail}.", "El servidor dice: {detail}.";
        read_only: "Your key only reads. To change something, sign in with the site's manage key.",
            "Tu clave solo lee. Para cambiar algo, entra con la clave de gestión del sitio.";
        too_large: "These are more answers than can be counted at once. Choose fewer days.",
            "Son más respuestas de las que se pueden contar a la vez. Elige menos días.";
        as_table: "As a table", "Como tabla";
        as_chart: "As a chart", "Como gráfico";
        range: "Days", "Días";
        week: "7 days", "7 días";
        four_weeks: "28 days", "28 días";
        quarter: "90 days", "90 días";
        year: "12 months", "12 meses";
        month: "This month", "Este mes";
        dates: "Custom…", "Personalizar…";
        from: "From", "Desde";
        until: "Until", "Hasta";
        apply: "Show", "Mostrar";
        wrong_dates: "The first day has to be before the last one, or the same.",
            "El primer día tiene que ser anterior al último, o el mismo.";
        choose_survey: "Survey", "Encuesta";
        surveys_together: "1 survey|{n} surveys together", "1 encuesta|{n} encuestas juntas";
        all_of: "All of {metric}", "Todas las de {metric}";
        add_survey: "Show {survey} together with the others", "Mostrar {survey} junto con las demás";
        together_hint: "Tick several of one kind to see them together.",
            "Marca varias del mismo tipo para verlas juntas.";
        paused: "paused", "en pausa";
        copy: "Copy", "Copiar";
        copy_of: "Copy: {what}", "Copiar: {what}";
        copied: "Copied.", "Copiado.";
        copy_by_hand: "It is selected: press Ctrl+C or ⌘C.", "Está seleccionado: pulsa Ctrl+C o ⌘C.";
        cancel: "Cancel", "Cancelar";
        no_surveys: "Nothing is asked yet", "Todavía no se pregunta nada";
        no_surveys_hint: "Make a survey, put the tag into your pages, and what customers answer appears here.",
            "Crea una encuesta, pon la etiqueta en tus páginas y aquí aparecerá lo que respondan tus clientes.";
        make_survey: "Make a survey", "Crear una encuesta";
        to_install: "Install the tag", "Instalar la etiqueta";
    }
}
