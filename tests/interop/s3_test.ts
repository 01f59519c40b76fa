import { assertEquals } from "@std/assert";
import { localFarm, VENV } from "./_local_farm.ts";

// What boto3's transfer manager does by itself: parts in parallel, ranged reads, copies.
const SCRIPT = String.raw`
import json, os, sys
import boto3, botocore.config
from boto3.s3.transfer import TransferConfig

s3 = boto3.client("s3")
s3.create_bucket(Bucket="transfers")
home = sys.argv[1]
source, target = os.path.join(home, "source"), os.path.join(home, "target")
data = os.urandom(20 * 1024 * 1024 + 7)
with open(source, "wb") as file:
    file.write(data)
owner = {"ExpectedBucketOwner": boto3.client("sts").get_caller_identity()["Account"]}
s3.upload_file(source, "transfers", "dir/large", ExtraArgs=owner)
s3.download_file("transfers", "dir/large", target, ExtraArgs=owner)
seen = {"same": open(target, "rb").read() == data}
small_parts = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20)
s3.copy({"Bucket": "transfers", "Key": "dir/large"}, "transfers", "copy", Config=small_parts)
seen["copied"] = s3.get_object(Bucket="transfers", Key="copy")["Body"].read() == data
for n in range(25):
    s3.put_object(Bucket="transfers", Key=f"many/{n} \u00e9:+", Body=b"x", Metadata={"n": str(n)})
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="transfers", Prefix="many/",
    PaginationConfig={"PageSize": 10})
keys = [item["Key"] for page in pages for item in page["Contents"]]
seen["listed"] = keys == sorted(f"many/{n} \u00e9:+" for n in range(25))
seen["metadata"] = s3.head_object(Bucket="transfers", Key=keys[-1])["Metadata"]
s3.delete_objects(Bucket="transfers",
    Delete={"Objects": [{"Key": key} for key in keys + ["dir/large", "copy"]]})
seen["left"] = s3.list_objects_v2(Bucket="transfers")["KeyCount"]
try:
    s3.head_object(Bucket="transfers", Key="copy")
except s3.exceptions.ClientError as error:
    seen["missing"] = error.response["Error"]["Code"]
try:
    s3.list_objects_v2(Bucket="transfers", ExpectedBucketOwner="1" * 12)
except s3.exceptions.ClientError as error:
    seen["foreign"] = error.response["Error"]["Code"]
s3.put_object(Bucket="transfers", Key="signed", Body=b"by url")
import urllib.request
signer = boto3.client("s3", config=botocore.config.Config(signature_version="s3v4"))
url = signer.generate_presigned_url("get_object", Params={"Bucket": "transfers", "Key": "signed"})
seen["url"] = urllib.request.urlopen(url).read().decode()
s3.delete_object(Bucket="transfers", Key="signed")
s3.delete_bucket(Bucket="transfers")
print(json.dumps(seen))
`;

Deno.test({
  name: "boto3's transfer manager uploads, downloads, copies, lists and deletes",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const { code, stdout, stderr } = await farm.shell(
      `'${VENV}/bin/python' -c "$1" "$2"`,
      SCRIPT,
      farm.home,
    );
    assertEquals(code, 0, stderr);
    assertEquals(JSON.parse(stdout), {
      same: true,
      copied: true,
      listed: true,
      metadata: { n: "9" },
      left: 0,
      missing: "404",
      foreign: "AccessDenied",
      url: "by url",
    });
  },
});
