//! What the editor says.

super::texts! {
    /// The texts of the editor.
    Survey {
        new: "New survey", "Nueva encuesta";
        lead_new: "Only the name, what it measures and its touchpoints are needed; all else has a good default.",
            "Solo hacen falta el nombre, qué mide y sus puntos de contacto; lo demás ya viene bien.";
        lead: "Version {version}. What you save is asked within a second, on all pages.",
            "Versión {version}. Lo que guardes se pregunta en un segundo, en todas las páginas.";
        all: "All surveys", "Todas las encuestas";
        gone: "There is no survey called {survey}", "No hay ninguna encuesta llamada {survey}";
        gone_hint: "It may have been deleted, or have another name.", "Puede que se haya eliminado o tenga otro nombre.";

        asked: "What is asked", "Qué se pregunta";
        slug: "Name", "Nombre";
        slug_hint: "Lower-case letters, digits, - and _. It cannot be changed later.",
            "Minúsculas, cifras, - y _. No se cambia después.";
        metric: "Measures", "Mide";
        nps: "NPS: would they recommend you?", "NPS: ¿te recomendarían?";
        csat: "CSAT: how satisfied are they?", "CSAT: ¿qué satisfacción hay?";
        ces: "CES: was it easy?", "CES: ¿fue fácil?";
        scale: "Scale", "Escala";
        up_to: "up to {n}", "hasta {n}";
        shape: "Drawn as", "Se dibuja con";
        usual: "The usual", "Lo habitual";
        numbers: "Numbers", "Números";
        stars: "Stars", "Estrellas";
        smileys: "Faces", "Caras";
        thumbs: "Thumbs", "Pulgares";
        kind: "About", "Trata de";
        ordinary: "An interaction", "Una interacción";
        cancellation: "A cancellation: asks for the reason first", "Una baja: primero pregunta el motivo";
        promise: "A promise: was it kept?", "Una promesa: ¿se cumplió?";
        touchpoints: "Touchpoints", "Puntos de contacto";
        touchpoints_hint: "After which interactions it asks, with commas between them.",
            "Tras qué interacciones pregunta, separadas por comas.";
        stage: "Stage of the customer's life", "Etapa del cliente";
        stage_hint: "purchase (optional)", "purchase (opcional)";
        attributes: "Attributes to count by", "Atributos por los que contar";
        names_hint: "Names with commas between them (optional)", "Nombres separados por comas (opcional)";
        live: "It is live: it asks customers", "Está activa: pregunta a los clientes";

        words: "In which words", "Con qué palabras";
        words_lead: "What you leave empty is said in Sondeo's own words, which stand there in grey.",
            "Lo que dejes vacío se dice con las palabras de Sondeo, que se ven en gris.";
        language: "Language", "Idioma";
        add_language: "Another language", "Otro idioma";
        tag_hint: "Its tag: eu, pt-BR", "Su código: eu, pt-BR";
        add: "Add", "Añadir";
        no_tag: "A language is a tag such as es or pt-BR.", "Un idioma es un código como es o pt-BR.";
        wrong_in: "Something is wrong in:", "Hay algo mal en:";
        question: "Question", "Pregunta";
        low: "The lowest rating means", "La nota más baja significa";
        high: "The highest rating means", "La nota más alta significa";
        follow_up_high: "Then, to the happy", "Después, a los contentos";
        follow_up_middle: "Then, to those in the middle", "Después, a los del medio";
        follow_up_low: "Then, to the unhappy", "Después, a los descontentos";
        thanks: "Thanks", "Agradecimiento";
        thanks_high: "Thanks to the happy", "Agradecimiento a los contentos";
        thanks_middle: "Thanks to those in the middle", "Agradecimiento a los del medio";
        thanks_low: "Thanks to the unhappy", "Agradecimiento a los descontentos";
        as_above: "As above", "Como arriba";
        buttons: "Buttons and small print", "Botones y letra pequeña";
        rating: "A rating, read aloud", "Una nota, leída en voz alta";
        send: "Send", "Enviar";
        close: "Close", "Cerrar";
        opt_out: "Stop asking", "Dejar de preguntar";
        reasons_title: "Over the reasons", "Sobre los motivos";
        contact_offer: "Offers to talk to a person", "Ofrece hablar con una persona";
        contact_label: "Field for e-mail or phone", "Campo de correo o teléfono";
        privacy_label: "Link about privacy", "Enlace de privacidad";
        link_label: "Link after the thanks", "Enlace tras el agradecimiento";
        reason_label: "Reason {reason}", "Motivo {reason}";

        after: "After the rating", "Después de la nota";
        reasons: "Reasons to choose from", "Motivos entre los que elegir";
        reasons_hint: "With commas between them. The reason other opens a field for their own words.",
            "Separados por comas. El motivo other abre un campo para sus propias palabras.";
        reasons_low: "Reasons for the unhappy alone", "Motivos solo para los descontentos";
        reasons_middle: "Reasons for those in the middle alone", "Motivos solo para los del medio";
        reasons_high: "Reasons for the happy alone", "Motivos solo para los contentos";
        choose: "May choose", "Se puede elegir";
        one: "One", "Uno";
        many: "Several", "Varios";
        contact: "Offer to talk to a person", "Ofrecer hablar con una persona";
        link: "Where the thanks lead to", "A dónde lleva el agradecimiento";
        privacy: "Your page about privacy", "Tu página de privacidad";
        more: "More", "Más";

        looks: "How it looks", "Qué aspecto tiene";
        looks_lead: "Colors that would be hard to read are mended by themselves.",
            "Los colores que se leerían mal se corrigen solos.";
        accent: "Accent", "Acento";
        background: "Card", "Tarjeta";
        text: "Text", "Texto";
        dark_accent: "Accent where it is dark", "Acento en oscuro";
        dark_background: "Card where it is dark", "Tarjeta en oscuro";
        dark_text: "Text where it is dark", "Texto en oscuro";
        pick: "Pick: {color}", "Elegir: {color}";
        radius: "Round corners, 0 to 24 pixels", "Esquinas redondas, de 0 a 24 píxeles";
        font: "Typeface", "Tipo de letra";
        system: "The system's", "El del sistema";
        inherit: "The page's", "El de la página";
        scheme: "Light or dark", "Claro u oscuro";
        auto: "As the page is", "Como la página";
        light: "Light", "Claro";
        dark: "Dark", "Oscuro";

        whom: "Whom, and how often", "A quién y cada cuánto";
        sample: "Share of customers that is asked, in percent", "Porcentaje de clientes a los que se pregunta";
        cooldown: "Days of rest after any survey of the site", "Días de descanso tras cualquier encuesta del sitio";
        after_answer: "Days until asked again after an answer", "Días hasta volver a preguntar tras una respuesta";
        after_dismissal: "Days until asked again after closing it", "Días hasta volver a preguntar si la cerró";
        without_storage: "Ask browsers that keep nothing too", "Preguntar también a navegadores que no guardan nada";
        means: "This means", "Esto significa";

        preview: "As customers see it", "Como la ven los clientes";
        preview_lead: "The real thing: press anything. Nothing of it is stored or counted.",
            "Es la de verdad: pulsa lo que quieras. No se guarda ni cuenta nada.";
        desktop: "Desktop", "Escritorio";
        phone: "Phone", "Móvil";
        restart: "Start again", "Empezar otra vez";
        frame: "Preview of the survey", "Vista previa de la encuesta";

        save: "Save", "Guardar";
        create: "Make the survey", "Crear la encuesta";
        saving: "Saving…", "Guardando…";
        saved: "Saved as version {version}.", "Guardada como versión {version}.";
        created: "The survey is made. Next: put the tag into your pages.", "La encuesta está creada. Ahora pon la etiqueta en tus páginas.";
        required: "This is needed.", "Esto hace falta.";
        unchanged: "Everything is saved.", "Todo está guardado.";
        not_made: "Not made yet.", "Aún sin crear.";
        not_saved: "Not saved yet.", "Aún sin guardar.";
        changes: "1 change is not saved yet.|{n} changes are not saved yet.",
            "1 cambio sin guardar.|{n} cambios sin guardar.";
        look: "See it", "Verla";
        mended: "{was} would be hard to read; customers see {is}.", "{was} se leería mal; los clientes ven {is}.";
        read_only: "Your key only reads: look at it, but it cannot be changed with it.",
            "Tu clave solo lee: puedes mirarla, pero no cambiarla.";
        conflict: "Somebody changed it since you opened it, or there is one of this name already. Load it anew and change it again.",
            "Alguien la cambió desde que la abriste, o ya hay una con ese nombre. Cárgala de nuevo y repite tus cambios.";
        reload: "Load it anew", "Cargarla de nuevo";
        discard: "Discard", "Descartar";

        versions: "Versions", "Versiones";
        version_is: "Version {n}", "Versión {n}";
        current: "this one asks", "esta es la que pregunta";
        take: "Start from it", "Partir de ella";
        take_of: "Start from version {n}", "Partir de la versión {n}";
        unknown_since: "of an older collector", "de un servidor anterior";
    }
}
