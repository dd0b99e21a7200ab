//! What the demo's made-up customers say.

use shared::{
    scale::{Band, Metric},
    survey::Survey,
};

/// One thing that is said, in both of the shop's languages: English, then Spanish.
pub(super) type Voice = (&'static str, &'static str);

/// Returns what customers in this band say to this survey.
pub(super) fn of(survey: &Survey, band: Band) -> &'static [Voice] {
    if survey.definition().slug.as_str() == "delivery" {
        return of_delivery(band);
    }
    match (survey.scale().metric(), band) {
        (Metric::Csat, Band::High) => &[
            ("Quick, and I knew the postage from the start.", "Rápido, y con los portes claros desde el principio."),
            ("The jug is even nicer than in the photo.", "La jarra es aún más bonita que en la foto."),
            ("Three clicks and done.", "Tres clics y listo."),
        ],
        (Metric::Csat, Band::Middle) => &[
            ("Fine, but I'd like to pay on delivery.", "Bien, pero me gustaría pagar contra reembolso."),
            ("Delivery takes a while.", "La entrega tarda un poco."),
        ],
        (Metric::Csat, Band::Low) => &[
            ("The plate I wanted was sold out.", "El plato que quería estaba agotado."),
            ("Postage cost nearly as much as the cup.", "Los portes costaban casi tanto como la taza."),
        ],
        (Metric::Ces, Band::High) => &[
            ("Solved in one message.", "Resuelto con un solo mensaje."),
            ("They offered to send a new bowl before I asked.", "Me ofrecieron otro cuenco antes de que lo pidiera."),
        ],
        (Metric::Ces, Band::Middle) => &[
            ("I had to give my order number twice.", "Tuve que dar dos veces el número de pedido."),
            ("Helpful, though it took some time.", "Amables, aunque llevó un rato."),
        ],
        (Metric::Ces, Band::Low) => &[
            ("I still don't know where my parcel is.", "Sigo sin saber dónde está mi paquete."),
            ("I was told to write an email instead.", "Me dijeron que mejor escribiera un correo."),
        ],
        (Metric::Nps, Band::High) => &[
            ("Real craft, and you can tell.", "Artesanía de verdad, y se nota."),
            ("I've given their cups to half my family.", "He regalado sus tazas a media familia."),
            ("Everything arrived whole, wrapped in straw.", "Todo llegó entero, envuelto en paja."),
        ],
        (Metric::Nps, Band::Middle) => &[
            ("Lovely things, but not cheap.", "Cosas preciosas, pero no baratas."),
            ("I'd like to see more colors.", "Me gustaría ver más colores."),
        ],
        (Metric::Nps, Band::Low) => &[
            ("My vase came chipped.", "El jarrón llegó desportillado."),
            ("Two weeks for one plate is too long.", "Dos semanas para un plato es demasiado."),
        ],
    }
}

/// What is said of parcels.
fn of_delivery(band: Band) -> &'static [Voice] {
    match band {
        Band::High => &[
            ("Came a day early, packed like a present.", "Llegó un día antes, envuelto como un regalo."),
            ("Everything whole, not a chip.", "Todo entero, ni un desconchón."),
            ("I could choose the hour. Wonderful.", "Pude elegir la hora. Una maravilla."),
        ],
        Band::Middle => &[
            ("Fine, but nobody rang the bell.", "Bien, pero nadie llamó al timbre."),
            ("It arrived, a bit later than promised.", "Llegó, algo más tarde de lo prometido."),
        ],
        Band::Low => &[
            ("Four days late and the box was crushed.", "Cuatro días tarde y la caja aplastada."),
            ("The bowl arrived in three pieces.", "El cuenco llegó en tres trozos."),
            ("They left it in the rain.", "Lo dejaron bajo la lluvia."),
        ],
    }
}
