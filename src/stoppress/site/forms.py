"""The forms of the pages: what may be typed, and what is made of it."""

from __future__ import annotations

from django import forms

from stoppress.domain.errors import InputError
from stoppress.readership.address import INVALID, normal_address
from stoppress.readership.subscription import Wish, words_of_interest

_TYPED_WORDS = 5000  # characters: more than fifty words of interest can need


class SignUpForm(forms.Form):
    """An address, and whether offers are wanted too."""

    address = forms.CharField(
        strip=True, max_length=1000, error_messages=dict.fromkeys(("required", "max_length"), INVALID)
    )
    offers = forms.BooleanField(required=False)
    shown = forms.CharField(required=False)  # the form's token

    def clean_address(self) -> str:
        """Return the address as it is kept."""
        try:
            return normal_address(self.cleaned_data["address"])
        except InputError as error:
            raise forms.ValidationError(str(error)) from error


class PreferencesForm(forms.Form):
    """What a reader is mailed, and about what."""

    alerts = forms.BooleanField(required=False)
    offers = forms.BooleanField(required=False)
    words = forms.CharField(required=False, max_length=_TYPED_WORDS)

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        typed = self.cleaned_data
        return Wish(typed["alerts"], typed["offers"], words_of_interest(typed["words"]))
