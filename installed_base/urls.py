from django.urls import URLPattern

app_name = "installed_base"
urlpatterns: list[URLPattern] = []
