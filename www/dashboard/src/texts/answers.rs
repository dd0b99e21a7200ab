//! What the page about answers says.

super::texts! {
    /// The texts of the page about answers.
    Answers {
        title: "Answers", "Respuestas";
        all_surveys: "All surveys", "Todas las encuestas";
        search: "Search comments", "Buscar en los comentarios";
        search_hint: "Words in comments", "Palabras de los comentarios";
        look: "Search", "Buscar";
        any: "Any", "Cualquiera";
        mood: "Customers", "Clientes";
        happy: "Happy", "Contentos";
        between: "In between", "Intermedios";
        unhappy: "Unhappy", "Descontentos";
        rating: "Rating", "Valoración";
        comment: "Comment", "Comentario";
        contact: "Contact", "Contacto";
        with: "With", "Con";
        without: "Without", "Sin";
        touchpoint: "Touchpoint", "Punto de contacto";
        stage: "Stage", "Etapa";
        reason: "Reason", "Motivo";
        held: "Held back", "Retenidas";
        held_yes: "Held back only", "Solo las retenidas";
        held_no: "Counted only", "Solo las que cuentan";
        outcome: "Outcome", "Resultado";
        answered: "Answered", "Respondidas";
        dismissed: "Closed without a rating", "Cerradas sin valorar";
        everything: "All that was shown", "Todo lo mostrado";
        more: "More filters", "Más filtros";
        clear: "Clear filters", "Quitar filtros";
        list: "Answers, the newest first", "Respuestas, las más recientes primero";
        here: "1 answer on this page|{n} answers on this page",
            "1 respuesta en esta página|{n} respuestas en esta página";
        searched: "Looked through 1 comment.|Looked through {n} comments.",
            "Se ha buscado en 1 comentario.|Se ha buscado en {n} comentarios.";
        older_unread: "Older ones have not been read yet: go on with Older.",
            "Los anteriores aún no se han leído: sigue con Anteriores.";
        keys: "In the list, ↑ and ↓ (or k and j) go from answer to answer, Enter opens, Esc closes.",
            "En la lista, ↑ y ↓ (o k y j) van de respuesta en respuesta, Intro abre y Esc cierra.";
        newer: "Newer", "Más recientes";
        older: "Older", "Anteriores";
        nobody: "Nobody has answered in these days", "Nadie ha respondido en estos días";
        nobody_hint: "Choose more days, or check on the page Install that your site shows the survey.",
            "Elige más días, o comprueba en Instalar que tu sitio muestra la encuesta.";
        none: "No answer is like that", "Ninguna respuesta es así";
        none_hint: "Take a filter away, or choose more days.", "Quita algún filtro o elige más días.";
        none_yet: "None among the newest", "Ninguna entre las más recientes";
        none_yet_hint: "Older answers have not been looked at yet.", "Las anteriores aún no se han mirado.";
        csv: "CSV", "CSV";
        csv_label: "Download these answers as CSV", "Descargar estas respuestas en CSV";
        ndjson: "NDJSON", "NDJSON";
        ndjson_label: "Download these answers as NDJSON", "Descargar estas respuestas en NDJSON";
        rated: "{rating} of {max}", "{rating} de {max}";
        unrated: "No rating", "Sin valoración";
        silent: "No comment", "Sin comentario";
        has_contact: "wants to be reached", "dejó un contacto";
        is_held: "held back", "retenida";
        deleted: "The answer is deleted.", "La respuesta se ha eliminado.";
    }
}

/// One answer.
pub(crate) mod one {
    crate::texts::texts! {
        /// The texts about one answer.
        One {
            close: "Close", "Cerrar";
            next: "Next answer", "Respuesta siguiente";
            previous: "Previous answer", "Respuesta anterior";
            gone: "This answer is not there", "Esta respuesta no está";
            gone_hint: "It was deleted, or it is another site's.", "Se eliminó, o es de otro sitio.";
            reach: "How to reach this customer", "Cómo contactar con este cliente";
            reasons: "Reasons", "Motivos";
            facts: "Details", "Detalles";
            survey: "Survey", "Encuesta";
            version: "{survey}, version {n}", "{survey}, versión {n}";
            outcome: "Outcome", "Resultado";
            shown: "Seen, no reaction", "Vista, sin reacción";
            rated: "Rated", "Valorada";
            completed: "Rated and finished", "Valorada y terminada";
            dismissed: "Closed without a rating", "Cerrada sin valorar";
            opted_out: "Wants no more surveys", "No quiere más encuestas";
            language: "Language", "Idioma";
            device: "Device", "Dispositivo";
            phone: "Phone", "Teléfono";
            tablet: "Tablet", "Tableta";
            desktop: "Computer", "Ordenador";
            interaction: "Interaction", "Interacción";
            respondent: "Pseudonym", "Seudónimo";
            asked: "Asked", "Preguntada";
            answered: "Answered", "Respondida";
            received: "Last change received", "Último cambio recibido";
            day: "Counts on", "Cuenta el día";
            counting: "In the scores", "En las puntuaciones";
            counts: "Counts", "Cuenta";
            burst: "Held back: too many at once from one place", "Retenida: demasiadas a la vez del mismo sitio";
            same: "Held back: the same customer answered too often", "Retenida: el mismo cliente respondió demasiadas veces";
            held: "Held back: {why}", "Retenida: {why}";
            released: "Counts; it was held back before", "Cuenta; antes estuvo retenida";
            id: "Id", "Id";
            revisions: "How it came about", "Cómo llegó a ser así";
            revision: "{outcome}, {rating}", "{outcome}, {rating}";
            delete: "Delete this answer", "Eliminar esta respuesta";
            sure: "Rating, words and contact are erased for good, and no score counts this answer any more. Nobody can bring it back.",
                "Se borran para siempre la valoración, las palabras y el contacto, y ninguna puntuación contará ya esta respuesta. Nadie podrá recuperarla.";
            yes: "Delete for good", "Eliminar para siempre";
        }
    }
}
