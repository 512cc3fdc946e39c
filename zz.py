import asyncio
from api.app import create_app
from tests.watched import watched
from tests.web import post
from models.database import connect_url
from tests import every_question as e
print([n for n in dir(e) if n.isupper()])
