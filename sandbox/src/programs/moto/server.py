# moto's server, but that an instance that is started again has another launch time, as EC2's have.
import sys

from moto.core.utils import utcnow
from moto.ec2.models.instances import Instance
from moto.server import main

start = Instance.start


def start_now(self):
    previous = start(self)
    self.launch_time = utcnow()
    return previous


Instance.start = start_now
sys.exit(main())
