"""An S3 server for a test (moto), which checks signatures. It ends when its standard input does.

Prints the endpoint, a key and its secret. Then takes lines: `damage KEY` changes an object, `count` counts them.
"""

import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID="setup", AWS_SECRET_ACCESS_KEY="setup", AWS_DEFAULT_REGION="us-east-1")
os.environ["NO_PROXY"] = "127.0.0.1"

import boto3
from botocore.config import Config
from moto import settings
from moto.server import ThreadedMotoServer

BUCKET = "evidence"
RIGHTS = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject",'
    ' "s3:ListBucket"], "Resource": "*"}]}'
)

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
plain = Config(proxies={}, s3={"addressing_style": "path"})
s3 = boto3.client("s3", endpoint_url=endpoint, config=plain)
iam = boto3.client("iam", endpoint_url=endpoint, config=plain)
s3.create_bucket(Bucket=BUCKET)
iam.create_user(UserName="qipan")
iam.put_user_policy(UserName="qipan", PolicyName="files", PolicyDocument=RIGHTS)
key = iam.create_access_key(UserName="qipan")["AccessKey"]
# From here on every request must be signed by somebody who may make it.
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(endpoint, key["AccessKeyId"], key["SecretAccessKey"], flush=True)

s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    config=plain,
    aws_access_key_id=key["AccessKeyId"],
    aws_secret_access_key=key["SecretAccessKey"],
)
for line in sys.stdin:
    match line.split():
        case ["damage", name]:
            s3.get_object(Bucket=BUCKET, Key=name)
            s3.put_object(Bucket=BUCKET, Key=name, Body=b"changed")
            print("done", flush=True)
        case ["count"]:
            print(s3.list_objects_v2(Bucket=BUCKET)["KeyCount"], flush=True)
server.stop()
