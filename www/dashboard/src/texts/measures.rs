//! Scores, bands and changes in words.

super::texts! {
    /// The words for what is measured.
    Measures {
        nps: "Net Promoter Score", "Net Promoter Score";
        csat: "Customer satisfaction", "Satisfacción del cliente";
        ces: "Customer effort", "Esfuerzo del cliente";
        nps_short: "NPS", "NPS";
        csat_short: "CSAT", "CSAT";
        ces_short: "CES", "CES";
        nps_unit: "of −100 to 100", "de −100 a 100";
        csat_unit: "% satisfied", "% satisfechos";
        ces_unit: "mean of 1 to 7", "media de 1 a 7";
        promoter: "promoter|promoters", "promotor|promotores";
        passive: "passive|passives", "pasivo|pasivos";
        detractor: "detractor|detractors", "detractor|detractores";
        satisfied: "satisfied|satisfied", "satisfecho|satisfechos";
        neutral: "neutral|neutral", "neutral|neutrales";
        dissatisfied: "dissatisfied|dissatisfied", "insatisfecho|insatisfechos";
        easy: "easy|easy", "fácil|fácil";
        difficult: "difficult|difficult", "difícil|difícil";
        between: "between {low} and {high}", "entre {low} y {high}";
        span: "{low} to {high}", "{low} a {high}";
        one_answer: "an interval needs two answers", "un intervalo necesita dos respuestas";
        answers: "{n} answer|{n} answers", "{n} respuesta|{n} respuestas";
        no_answers: "no answers", "sin respuestas";
        nps_feel: "{high} are promoters, {low} detractors", "El {high} son promotores y el {low}, detractores";
        csat_feel: "{high} are satisfied, {low} are not", "El {high} está satisfecho y el {low}, no";
        ces_feel: "{high} find it easy, {low} difficult", "Al {high} le resulta fácil y al {low}, difícil";
        up: "Up {points}: a real change", "Sube {points}: un cambio real";
        down: "Down {points}: a real change", "Baja {points}: un cambio real";
        maybe_up: "Up {points}: could be noise", "Sube {points}: podría ser azar";
        maybe_down: "Down {points}: could be noise", "Baja {points}: podría ser azar";
        level: "No change to speak of", "Sin cambios dignos de mención";
        too_few: "Too few answers to compare", "Muy pocas respuestas para comparar";
        nothing_before: "Nothing to compare with", "Nada con lo que comparar";
        nothing_before_hint: "Nobody answered in the days before.", "Nadie respondió en los días anteriores.";
        points: "{n} point|{n} points", "{n} punto|{n} puntos";
        more_would_tell: "about {n} more answer would tell|about {n} more answers would tell",
            "{n} respuesta más lo aclararía|unas {n} respuestas más lo aclararían";
        more_would_do: "{n} more answer is needed|{n} more answers are needed",
            "hace falta {n} respuesta más|hacen falta {n} respuestas más";
        before: "{score} before; the true change lies between {low} and {high}",
            "Antes, {score}; el cambio real está entre {low} y {high}";
        before_alone: "{score} before", "Antes, {score}";
    }
}
