//! Which of many combinations are tried: all of them where there is time, else so many that each two choices meet.

use std::collections::BTreeSet;

/// Rows of choices, one for each factor, whose `sizes` say how many there are.
///
/// Without `all` any two choices of different factors stand together in some row: most faults need no more than two
/// things to come together. The rows are the same each time.
pub(crate) fn rows(sizes: &[usize], all: bool) -> Vec<Vec<usize>> {
    if all {
        return sizes.iter().fold(vec![vec![]], |rows, &size| {
            rows.iter().flat_map(|row| (0..size).map(move |choice| [row.as_slice(), &[choice]].concat())).collect()
        });
    }
    let factors = 0..sizes.len();
    let mut left: BTreeSet<[(usize, usize); 2]> = factors
        .clone()
        .flat_map(|one| (0..one).map(move |other| (other, one)))
        .flat_map(|(a, b)| (0..sizes[a]).flat_map(move |x| (0..sizes[b]).map(move |y| [(a, x), (b, y)])))
        .collect();
    let mut rows = Vec::new();
    while let Some(&[(a, x), (b, y)]) = left.first() {
        let mut row = vec![None; sizes.len()];
        (row[a], row[b]) = (Some(x), Some(y));
        for factor in factors.clone().filter(|factor| ![a, b].contains(factor)) {
            let news = |choice: &usize| {
                let with = row.iter().enumerate().filter_map(|(other, chosen)| Some((other, (*chosen)?)));
                with.filter(|other| left.contains(&ordered(*other, (factor, *choice)))).count()
            };
            // Of those that bring as much, not the same each time.
            let turned = (0..sizes[factor]).map(|choice| (choice + rows.len()) % sizes[factor]);
            row[factor] = turned.max_by_key(news);
        }
        let row: Vec<usize> = row.into_iter().flatten().collect();
        for one in factors.clone() {
            for other in 0..one {
                left.remove(&[(other, row[other]), (one, row[one])]);
            }
        }
        rows.push(row);
    }
    rows
}

fn ordered(a: (usize, usize), b: (usize, usize)) -> [(usize, usize); 2] {
    if a < b { [a, b] } else { [b, a] }
}

#[test]
fn any_two_choices_meet_in_few_rows() {
    let sizes = [12, 2, 2, 5, 3];
    let rows = rows(&sizes, false);
    for a in 0..sizes.len() {
        for b in 0..a {
            let met: BTreeSet<_> = rows.iter().map(|row| (row[a], row[b])).collect();
            assert_eq!(met.len(), sizes[a] * sizes[b], "{a} and {b}");
        }
    }
    assert!(rows.len() <= 66, "{} rows, where 60 is the least", rows.len());
}

#[test]
fn all_is_all() {
    assert_eq!(rows(&[2, 1, 3], true).len(), 6);
    assert_eq!(rows(&[2, 2], true), [[0, 0], [0, 1], [1, 0], [1, 1]]);
}
