//! Who is asked, and how often.

super::texts! {
    /// The rules of asking, as sentences.
    Asking {
        everybody: "Every customer may be asked.", "Se puede preguntar a todos los clientes.";
        nobody: "Nobody is asked.", "No se pregunta a nadie.";
        some: "{share} of customers may be asked; who is among them stays among them.",
            "Se puede preguntar al {share} de los clientes; quien está entre ellos, sigue estándolo.";
        no_cooldown: "There is no rest after another survey of the site.",
            "No hay descanso después de otra encuesta del sitio.";
        cooldown: "A customer is asked at most once a day, by whichever survey of the site.|A customer is asked at most once in {n} days, by whichever survey of the site.",
            "A un cliente se le pregunta como mucho una vez al día, sea con la encuesta que sea.|A un cliente se le pregunta como mucho una vez cada {n} días, sea con la encuesta que sea.";
        answered_at_once: "Who answered may be asked this again at once.",
            "A quien respondió se le puede volver a preguntar enseguida.";
        answered: "After an answer this survey is not shown to them for a day.|After an answer this survey is not shown to them for {n} days.",
            "Después de responder, no ve esta encuesta durante un día.|Después de responder, no ve esta encuesta durante {n} días.";
        dismissed_at_once: "Who closed it may be asked again at once.",
            "A quien la cerró se le puede volver a preguntar enseguida.";
        dismissed: "After they closed it, not for a day.|After they closed it, not for {n} days.",
            "Si la cerró, no durante un día.|Si la cerró, no durante {n} días.";
        with_memory: "A browser that keeps nothing is not asked, since it could not remember that it was.",
            "No se pregunta a un navegador que no guarda nada: no podría recordar que ya se le preguntó.";
        without_memory: "A browser that keeps nothing is asked too, and may be asked again each time.",
            "También se pregunta a un navegador que no guarda nada, quizá una y otra vez.";
    }
}
