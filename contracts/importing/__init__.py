"""How contracts come in from a spreadsheet: `columns` names them, `checking` judges the rows, `writing` stores them."""
