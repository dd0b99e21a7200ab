//! What the marks say.

super::texts! {
    /// The texts about days on which something changed.
    Marks {
        title: "Did it help?", "¿Ha servido?";
        lead: "Mark the day on which you changed something, and see the {days} days before and after it.",
            "Marca el día en que cambiaste algo y compara los {days} días de antes y de después.";
        day: "Day", "Día";
        note: "What changed", "Qué cambió";
        note_hint: "For example: new returns policy", "Por ejemplo: nueva política de devoluciones";
        save: "Set the mark", "Poner la marca";
        saved: "The mark is set.", "Marca puesta.";
        removed: "The mark is gone.", "Marca eliminada.";
        delete: "Delete", "Eliminar";
        delete_of: "Delete the mark “{note}”", "Eliminar la marca «{note}»";
        sure: "Delete it? Answers stay as they are.", "¿Eliminarla? Las respuestas no cambian.";
        yes: "Delete the mark", "Eliminar la marca";
        none: "No marks yet", "Todavía no hay marcas";
        none_hint: "A mark is a line in every chart, and a comparison of what came before and after.",
            "Una marca es una línea en cada gráfico y una comparación entre lo de antes y lo de después.";
        none_hint_read: "Marks are set with the site's manage key.", "Las marcas se ponen con la clave de gestión del sitio.";
        to_come: "This day is to come; there is nothing to compare yet.", "Ese día está por llegar; aún no hay nada que comparar.";
        no_note: "Say in a few words what changed, 200 characters at most.",
            "Di en pocas palabras qué cambió, 200 caracteres como mucho.";
        no_day: "Choose the day.", "Elige el día.";
        helped: "{now} since, {before} before", "{now} desde entonces, {before} antes";
    }
}
