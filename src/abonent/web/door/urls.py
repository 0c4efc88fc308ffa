"""Addresses of the door and of everything about oneself. The names are those that allauth looks for."""

from django.urls import path

from abonent.web.door import coming, lost_step, me, own_passkeys, passkeys, recovery, security, sessions, step_up

urlpatterns = [
    path("signin/", coming.sign_in, name="account_login"),
    path("signin/passkey/", passkeys.sign_in, name="passkey_sign_in"),
    path("signin/passkey/question/", passkeys.sign_in_question, name="passkey_sign_in_question"),
    path("signin/code/", coming.second_step, name="mfa_authenticate"),
    path("signin/code/passkey/", passkeys.sign_second_step, name="passkey_second_step"),
    path("signin/code/passkey/question/", passkeys.second_step_question, name="passkey_second_step_question"),
    path("signin/code/lost/", lost_step.lost, name="lost_step"),
    path("signin/code/lost/open/", lost_step.without, name="lost_step_open"),
    path("stop/", lost_step.stop_by_link, name="stop_lost_step_by_link"),
    path("stop/<str:token>/", lost_step.open_stop_link, name="open_stop_link"),
    path("signout/", coming.sign_out, name="account_logout"),
    path("forgot/", recovery.forgot, name="account_reset_password"),
    path("link/<str:token>/", recovery.open_link, name="open_link"),
    path("new-password/", recovery.new_password, name="new_password"),
    path("step-up/", step_up.step_up, name="account_reauthenticate"),
    path("step-up/code/", step_up.step_up_by_code, name="mfa_reauthenticate"),
    path("step-up/passkey/", passkeys.step_up, name="passkey_step_up"),
    path("step-up/passkey/question/", passkeys.step_up_question, name="passkey_step_up_question"),
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
    path("me/security/passkeys/", own_passkeys.add, name="passkey_add"),
    path("me/security/passkeys/question/", own_passkeys.new_question, name="passkey_add_question"),
    path("me/security/passkeys/<int:passkey>/", own_passkeys.one, name="passkey"),
    path("me/security/passkeys/<int:passkey>/remove/", own_passkeys.remove, name="passkey_remove"),
    path("me/security/lost/stop/", lost_step.stop, name="stop_lost_step"),
    path("me/security/others/", sessions.end_others, name="end_sessions"),
    path("me/security/sessions/<str:session>/", sessions.end_one, name="end_session"),
]
