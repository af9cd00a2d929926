"""A provider of OpenID Connect in a process of its own: `python provider.py PORT KIND`; KIND spoils what it says."""

import json
import logging
import os
import sys
from datetime import timedelta

import uvicorn
from joserfc.jwk import KeySet, RSAKey
from oidc_provider_mock import User, app

# Who can sign in there, and what the provider says of them.
USERS = {
    "ana": {"email": "ana@example.org", "email_verified": True},
    "boro": {"email": "boro@grants.example", "email_verified": True},
    "cene": {"email": "ana@example.org"},
    "dora": {"email": "ana@example.org", "email_verified": False},
    "eva": {"email": "eva@elsewhere.example", "email_verified": True},
    "fata": {"groups": ["grants-team"]},
    "ana@example.org": {"email": "<b>x</b>\n@example.org", "email_verified": True},
}


def main(port: int, kind: str) -> None:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    logging.disable()
    age = timedelta(hours=-2 if kind == "expired" else 1)
    users = [User(sub=sub, claims=claims) for sub, claims in USERS.items()]
    provider = app(user_claims=users, access_token_max_age=age)
    if kind == "forged":
        others = json.dumps(KeySet([RSAKey.generate_key(2048)]).as_dict())
        provider.view_functions["oidc-provider-mock.jwks"] = lambda: (others, {"content-type": "application/json"})
    uvicorn.run(provider, interface="wsgi", host="127.0.0.1", port=port, log_config=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
