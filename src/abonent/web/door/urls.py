"""Addresses of the door and of everything about oneself. The names are those that allauth looks for."""

from django.urls import path

from abonent.web.door import coming, me, recovery, security, step_up

urlpatterns = [
    path("", me.home, name="home"),
    path("signin/", coming.sign_in, name="account_login"),
    path("signin/code/", coming.second_step, name="mfa_authenticate"),
    path("signout/", coming.sign_out, name="account_logout"),
    path("forgot/", recovery.forgot, name="account_reset_password"),
    path("link/<str:token>/", recovery.open_link, name="open_link"),
    path("new-password/", recovery.new_password, name="new_password"),
    path("step-up/", step_up.step_up, name="account_reauthenticate"),
    path("step-up/code/", step_up.step_up_by_code, name="mfa_reauthenticate"),
    path("language/", me.set_language, name="set_language"),
    path("me/", me.me, name="me"),
    path("me/account/", me.choose_account, name="choose_account"),
    path("me/look/", me.set_look, name="set_look"),
    path("me/password/", me.password, name="account_change_password"),
    path("me/security/", security.index, name="mfa_index"),
    path("me/security/app/", security.add_app, name="mfa_activate_totp"),
    path("me/security/app/off/", security.remove_app, name="mfa_deactivate_totp"),
    path("me/security/codes/", security.codes, name="mfa_view_recovery_codes"),
    path("me/security/codes.txt", security.codes_file, name="mfa_download_recovery_codes"),
    path("me/security/codes/new/", security.new_codes, name="mfa_generate_recovery_codes"),
    path("me/security/others/", security.end_sessions, name="end_sessions"),
]
