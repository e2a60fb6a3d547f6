"""How equipment comes in from a spreadsheet: `columns` names it, `checking` judges the rows, `writing` stores them."""
