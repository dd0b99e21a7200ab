//! What the list of surveys says.

super::texts! {
    /// The texts of the list.
    Surveys {
        lead: "What your customers are asked. Where several could ask, the first in this list does.",
            "Lo que se pregunta a tus clientes. Si varias podrían preguntar, lo hace la primera de esta lista.";
        new: "New survey", "Nueva encuesta";
        list: "All surveys", "Todas las encuestas";
        name: "Survey", "Encuesta";
        state: "State", "Estado";
        live: "live", "activa";
        paused: "paused", "en pausa";
        metric: "Measures", "Mide";
        touchpoints: "Asks after", "Pregunta tras";
        position: "Turn", "Turno";
        version: "Version", "Versión";
        changes: "Changes", "Cambios";
        pause: "Pause", "Pausar";
        pause_of: "Pause {survey}", "Pausar {survey}";
        resume: "Resume", "Reanudar";
        resume_of: "Resume {survey}", "Reanudar {survey}";
        is_paused: "{survey} is paused: it asks nobody.", "{survey} está en pausa: no pregunta a nadie.";
        is_live: "{survey} asks again.", "{survey} vuelve a preguntar.";
        delete: "Delete", "Eliminar";
        delete_of: "Delete {survey}", "Eliminar {survey}";
        sure: "Delete {survey}? Its answers stay; nobody is asked it any more.",
            "¿Eliminar {survey}? Sus respuestas se quedan; ya no se pregunta a nadie.";
        yes: "Delete the survey", "Eliminar la encuesta";
        deleted: "{survey} is deleted.", "{survey} se ha eliminado.";
        none_hint: "Choose what to measure and after which interaction. You see it as your customers will before it asks anybody.",
            "Elige qué medir y tras qué interacción. La verás como la verán tus clientes antes de que pregunte a nadie.";
        none_hint_read: "Surveys are made with the site's manage key.", "Las encuestas se crean con la clave de gestión del sitio.";
    }
}
