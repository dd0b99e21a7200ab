//! What the overview says.

super::texts! {
    /// The overview's texts.
    Overview {
        title: "Overview", "Resumen";
        now: "How customers feel", "Cómo se sienten tus clientes";
        compared: "compared with {from} to {to}", "en comparación con {from} a {to}";
        interval: "{between}, {level} sure", "{between}, con un {level} de seguridad";
        few: "{n} answer: too few to conclude|{n} answers: too few to conclude",
            "{n} respuesta: muy pocas para concluir|{n} respuestas: muy pocas para concluir";
        nobody: "Nobody has answered in these days", "Nadie ha respondido en estos días";
        nobody_hint: "Choose more days, or check on the page Install that your site shows the survey.",
            "Elige más días, o comprueba en Instalar que tu sitio muestra la encuesta.";
        trend: "Over time", "A lo largo del tiempo";
        trend_hint: "The band is where the true score may lie.", "La banda indica dónde puede estar el valor real.";
        trend_label: "Score by {unit}: {first} at first, {last} at last; all of it is in the table",
            "Puntuación por {unit}: {first} al principio y {last} al final; la tabla lo tiene todo";
        by_day: "day", "día";
        by_week: "week", "semana";
        by_month: "month", "mes";
        score: "Score", "Puntuación";
        reach: "Interval", "Intervalo";
        count: "Answers", "Respuestas";
        ratings: "Ratings", "Valoraciones";
        rating: "Rating", "Valoración";
        share: "Share", "Parte";
        rate: "Who answered", "Quién respondió";
        rate_words: "{rate} answered", "Respondió el {rate}";
        rate_of: "{n} was asked|{n} were asked", "se preguntó a {n}|se preguntó a {n}";
        answered: "Answered", "Respondieron";
        dismissed: "Closed it", "La cerraron";
        ignored: "Did not react", "No reaccionaron";
        held: "{n} more is held back as suspicious|{n} more are held back as suspicious",
            "hay {n} más retenida por sospechosa|hay {n} más retenidas por sospechosas";
        none_shown: "Nobody was asked in these days.", "No se preguntó a nadie en estos días.";
        voices: "In their words", "Con sus palabras";
        voices_all: "All answers", "Todas las respuestas";
        live: "live", "en directo";
        paused: "reconnecting", "reconectando";
        silent: "Nobody has written anything in these days.", "Nadie ha escrito nada en estos días.";
        silent_hint: "New comments appear here by themselves.", "Los comentarios nuevos aparecen aquí solos.";
        rated: "{rating} of {max}", "{rating} de {max}";
        new_voice: "New comment, {rating}: {comment}", "Nuevo comentario, {rating}: {comment}";
    }
}
