//! What stands around the pages, and the way in.

super::texts! {
    /// The shell's texts.
    Shell {
        overview: "Overview", "Resumen";
        journey: "Journey", "Recorrido";
        answers: "Answers", "Respuestas";
        surveys: "Surveys", "Encuestas";
        survey: "Survey", "Encuesta";
        install: "Install", "Instalar";
        pages: "Pages", "Páginas";
        skip: "Skip to content", "Ir al contenido";
        site: "Site", "Sitio";
        add_site: "Open another site…", "Abrir otro sitio…";
        language: "Language", "Idioma";
        sign_out: "Sign out", "Cerrar sesión";
        account: "Settings", "Ajustes";
        read_only: "read only", "solo lectura";
        trademark: "Net Promoter, Net Promoter Score and NPS are registered marks of Bain & Company, NICE Systems and Fred Reichheld.",
            "Net Promoter, Net Promoter Score y NPS son marcas registradas de Bain & Company, NICE Systems y Fred Reichheld.";
        insecure: "This page is not encrypted: whoever is on the same network can read your key. Use it over HTTPS.",
            "Esta página no va cifrada: cualquiera en la misma red puede leer tu clave. Ábrela por HTTPS.";
    }
}

/// The way in.
pub(crate) mod sign_in {
    crate::texts::texts! {
        /// The texts of the page that asks for a key.
        SignIn {
            page: "Sign in", "Entrar";
            title: "See how customers feel", "Descubre cómo se sienten tus clientes";
            lead: "Open a site with one of its keys. A read key looks; a manage key also changes.",
                "Abre un sitio con una de sus claves. Una de lectura solo mira; una de gestión también cambia.";
            key: "Key", "Clave";
            hint: "sondeo site add printed both, and sondeo key add makes more. It stays here until you sign out.",
                "sondeo site add mostró las dos y sondeo key add crea más. Se guarda aquí hasta que cierres sesión.";
            enter: "Sign in", "Entrar";
            entering: "Signing in…", "Entrando…";
            back: "Back", "Volver";
            empty: "Enter a key of the site.", "Escribe una clave del sitio.";
            garbled: "A key is one run of letters and digits. Copy it again, without the words around it.",
                "Una clave es una sola serie de letras y cifras. Cópiala otra vez, sin las palabras de alrededor.";
            refused: "The collector does not take this key. Has it been revoked, or has it expired?",
                "El servidor no acepta esta clave. ¿Se ha revocado o ha caducado?";
            ended: "Your session has ended. Sign in again and you are back where you were.",
                "Tu sesión ha terminado. Entra otra vez y vuelves a donde estabas.";
            unknown_site: "This address is about a site that you are not signed in to: {site}. Enter a key of it.",
                "Esta dirección es de un sitio en el que no has entrado: {site}. Escribe una clave suya.";
        }
    }
}
