from letters.plain import plain_text


def test_a_letter_without_markup_keeps_its_shape() -> None:
    html = (
        '<p>Madame,<br>Monsieur &amp; <strong>famille</strong></p><div class="box"><div>Date limite</div>'
        "<div>3 janvier 2027</div></div><ul><li>par lettre</li><li>par e-mail</li></ul>"
        "<table><tr><th>Prix</th><td>120,00\u00a0€</td></tr><tr><th>TVA</th><td>12,00\u00a0€</td></tr></table>"
    )
    frame = "=" * 46
    assert plain_text(html) == (
        f"Madame,\nMonsieur & famille\n\n{frame}\n\nDate limite\n\n3 janvier 2027\n\n{frame}\n\n"
        "- par lettre\n- par e-mail\n\nPrix  120,00 €\nTVA  12,00 €\n"
    )
