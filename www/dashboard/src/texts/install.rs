//! What the page Install says.

super::texts! {
    /// The texts of the page Install.
    Install {
        title: "Install", "Instalar";
        lead: "Put the tag into your pages, let it in, and see that it works.",
            "Pon la etiqueta en tus páginas, déjala entrar y comprueba que funciona.";
        seen: "Was the tag seen?", "¿Se ha visto la etiqueta?";
        seen_yes: "Yes: your pages ask for surveys", "Sí: tus páginas piden encuestas";
        seen_at: "A page asked last on {at}.", "La última página preguntó el {at}.";
        answered_at: "The last answer came on {at}.", "La última respuesta llegó el {at}.";
        unanswered: "Nobody has answered yet.", "Todavía no ha respondido nadie.";
        rests: "Whoever was asked is left in peace for a while, and so are you. To be asked again, run sondeo('forget') in the console of your page.",
            "Quien ha sido preguntado descansa un tiempo, y tú también. Para que te pregunte de nuevo, ejecuta sondeo('forget') en la consola de tu página.";
        seen_no: "Not yet: no page has asked for a survey", "Todavía no: ninguna página ha pedido una encuesta";
        seen_no_hint: "Open a page that carries the tag and does what a survey asks about. This looks again by itself.",
            "Abre una página con la etiqueta y haz aquello por lo que pregunta una encuesta. Esto se actualiza solo.";
        paused: "The site is paused: nobody is asked.", "El sitio está en pausa: no se pregunta a nadie.";
        signed_only: "The site asks only about interactions that its server signed.",
            "El sitio solo pregunta por interacciones firmadas por su servidor.";
        check: "Have a page checked", "Comprobar una página";
        check_hint: "Opens a page of yours, looks from inside, and says what is missing.",
            "Abre una página tuya, mira desde dentro y dice lo que falta.";
        tag: "The tag", "La etiqueta";
        tag_hint: "Say sondeo('interaction', …) where it happens, a click or the page behind it. Its name is a touchpoint of a survey; its id is yours, and optional.",
            "Di sondeo('interaction', …) donde ocurra: en un clic o en la página que sigue. Su nombre es un punto de contacto de una encuesta; su id es tuyo y opcional.";
        attributes: "Without inline script", "Sin script en línea";
        attributes_hint: "The same as attributes, for pages whose policy forbids inline script.",
            "Lo mismo con atributos, para páginas cuya política prohíbe el script en línea.";
        module: "In React, Vue and other bundled pages", "En React, Vue y otras páginas empaquetadas";
        module_hint: "The folder www/npm of Sondeo's sources is the package that they import.",
            "La carpeta www/npm del código de Sondeo es el paquete que importan.";
        policy: "Headers", "Cabeceras";
        policy_hint: "If your pages have a Content-Security-Policy, add this to it. Nothing else is needed, no 'unsafe-inline' either.",
            "Si tus páginas tienen una Content-Security-Policy, añade esto. No hace falta nada más, tampoco 'unsafe-inline'.";
        frame: "Without WebAssembly", "Sin WebAssembly";
        frame_hint: "The same widget comes in a frame, chosen by itself.",
            "El mismo widget llega en un marco, por sí solo.";
        origins: "Pages that may ask", "Páginas que pueden preguntar";
        origins_hint: "Pages of other origins are refused. To change the list, name all of them:",
            "Las páginas de otros orígenes se rechazan. Para cambiar la lista, nómbralas todas:";
        origins_code: "Command that sets the origins", "Orden que fija los orígenes";
    }
}

/// The keys of the site.
pub(crate) mod keys {
    crate::texts::texts! {
        /// The texts about keys.
        Keys {
            title: "Keys", "Claves";
            lead: "A read key looks; a manage key also changes. A key is shown once, when it is made.",
                "Una clave de lectura mira; una de gestión también cambia. Cada clave se muestra una sola vez, al crearla.";
            read_only: "Your key only reads. Keys are made and revoked with the site's manage key.",
                "Tu clave solo lee. Las claves se crean y se revocan con la clave de gestión del sitio.";
            name: "Name", "Nombre";
            name_hint: "For whom or what", "Para quién o para qué";
            scope: "May", "Puede";
            read: "read", "leer";
            manage: "read and manage", "leer y gestionar";
            days: "Expires", "Caduca";
            never: "Never", "Nunca";
            in_month: "In 30 days", "En 30 días";
            in_quarter: "In 90 days", "En 90 días";
            in_year: "In a year", "En un año";
            make: "Add a key", "Añadir una clave";
            made: "The new key, shown this once. Keep it where secrets are kept.",
                "La clave nueva, visible solo esta vez. Guárdala donde se guardan los secretos.";
            made_label: "New key", "Clave nueva";
            hide: "I have it", "Ya la tengo";
            nameless: "without a name", "sin nombre";
            yours: "you use it here", "la usas aquí";
            created: "Made", "Creada";
            expires: "Expires", "Caduca";
            state: "State", "Estado";
            valid: "valid", "válida";
            expired: "expired", "caducada";
            revoked: "revoked", "revocada";
            revoke: "Revoke", "Revocar";
            revoke_of: "Revoke the key {name}", "Revocar la clave {name}";
            sure: "Whoever uses it is locked out at once, for good.", "Quien la use queda fuera al instante y para siempre.";
            sure_own: "This is the key that you are signed in with: you will be signed out, for good.",
                "Es la clave con la que has entrado: saldrás de la sesión y no podrás volver con ella.";
            yes: "Revoke for good", "Revocar para siempre";
            gone: "The key is revoked.", "La clave se ha revocado.";
        }
    }
}
