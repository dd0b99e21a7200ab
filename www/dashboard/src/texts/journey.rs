//! What the journey says.

super::texts! {
    /// The journey's texts.
    Journey {
        title: "Journey", "Recorrido";
        lead: "Every touchpoint in the order of a customer's life, with where its true score may lie.",
            "Cada punto de contacto en el orden de la vida de un cliente, con dónde puede estar su valor real.";
        purchase: "Purchase", "Compra";
        onboarding: "Onboarding", "Bienvenida";
        usage: "Use", "Uso";
        support: "Support", "Soporte";
        renewal: "Renewal", "Renovación";
        cancellation: "Cancellation", "Baja";
        no_stage: "No stage", "Sin etapa";
        worst: "Where it hurts", "Donde duele";
        worst_is: "It hurts most at {touchpoint}: {score}, clearly below the rest.",
            "Donde más duele es en {touchpoint}: {score}, claramente por debajo del resto.";
        none_worst: "No touchpoint is clearly worse than the rest.",
            "Ningún punto de contacto es claramente peor que el resto.";
        touchpoint: "Touchpoint", "Punto de contacto";
        metric: "Metric", "Métrica";
        score: "Score", "Puntuación";
        interval: "Where it may lie", "Dónde puede estar";
        answers: "Answers", "Respuestas";
        open: "Answers of {touchpoint}", "Respuestas de {touchpoint}";
        empty: "Nobody has answered in these days", "Nadie ha respondido en estos días";
        empty_hint: "Choose more days, or make a survey for a touchpoint.",
            "Elige más días, o crea una encuesta para un punto de contacto.";
    }
}
