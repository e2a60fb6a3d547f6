from letters.forms.leaving import NoticeSentForm, PrintForm, SentForm
from letters.forms.paper import PaperForm
from letters.forms.wording import WordingForm

__all__ = ["NoticeSentForm", "PaperForm", "PrintForm", "SentForm", "WordingForm"]
