from django.urls import path

from installed_base.views import plant

app_name = "plants"
urlpatterns = [
    path("", plant.PlantList.as_view(), name="list"),
    path("new/", plant.PlantCreate.as_view(), name="create"),
    path("<int:pk>/", plant.PlantCard.as_view(), name="detail"),
    path("<int:pk>/edit/", plant.PlantEdit.as_view(), name="edit"),
    path("<int:pk>/delete/", plant.PlantDelete.as_view(), name="delete"),
    path("<int:pk>/logbook.pdf", plant.PlantLogbook.as_view(), name="logbook"),
]
