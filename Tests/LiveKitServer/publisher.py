"""A participant of a LiveKit room for tests: a tone, a moving picture, its own stats each second, and a line said.

usage: publisher.py ROOM IDENTITY SECONDS FILE

LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET say where. Each stats message is written to FILE before it is sent to the
room as a data packet of the topic rtc-stats. Says "published" when it is there, "left" at the end.
"""
import array
import asyncio
import base64
import hashlib
import hmac
import json
import math
import os
import sys
import time

from livekit import rtc

WIDTH, HEIGHT, RATE = 320, 180, 15
TYPES = {
    "outbound_rtp": "outbound-rtp", "inbound_rtp": "inbound-rtp", "remote_inbound_rtp": "remote-inbound-rtp",
    "transport": "transport",
}
# As the specification has them, where the engine has other names.
NAMES = {"totalFreezeDuration": "totalFreezesDuration", "totalPauseDuration": "totalPausesDuration"}


def token(room, identity):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    claims = {
        "iss": os.environ["LIVEKIT_API_KEY"], "sub": identity, "nbf": int(time.time()) - 10, "exp": int(time.time()) + 600,
        "video": {"roomJoin": True, "room": room},
    }
    text = b".".join(part(json.dumps(value).encode()) for value in ({"alg": "HS256", "typ": "JWT"}, claims))
    code = hmac.new(os.environ["LIVEKIT_API_SECRET"].encode(), text, hashlib.sha256).digest()
    return (text + b"." + part(code)).decode()


def members(message, found):
    """The numbers, texts and flags of a message and of those within, by their names in JSON."""
    for field, value in message.ListFields():
        name = field.json_name
        if name == "qualityLimitationDurations":
            found[name] = {str(key).lower(): seconds for key, seconds in value.items()}
        elif field.message_type is not None:
            if not hasattr(value, "__len__"):
                members(value, found)
        elif field.enum_type is None and value != "":
            found[NAMES.get(name, name)] = value
    return found


def report(stats):
    entries = []
    for one in stats:
        kind = one.WhichOneof("stats")
        if kind not in TYPES:
            continue
        entry = members(getattr(one, kind), {})
        entry["timestamp"] = entry["timestamp"] / 1000
        entry["type"] = TYPES[kind]
        if not entry.get("roundTripTimeMeasurements"):
            entry.pop("roundTripTime", None)
        # A round trip that was not measured yet, and pictures of an audio stream, are 0 in the engine's words.
        if entry.get("kind") == "audio":
            entry = {key: value for key, value in entry.items() if not key.startswith(("frame", "freeze", "pause"))}
        entries.append(entry)
    return entries


async def play(source):
    samples = array.array("h", (int(8000 * math.sin(2 * math.pi * 440 * n / 48000)) for n in range(480)))
    while True:
        await source.capture_frame(rtc.AudioFrame(samples.tobytes(), 48000, 1, 480))


async def paint(source):
    luma = bytes((x * 3 + y * 2) % 220 + 16 for y in range(HEIGHT * 2) for x in range(WIDTH))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = 0
    while True:
        start = WIDTH * (frame % HEIGHT)
        picture = luma[start:start + WIDTH * HEIGHT] + grey
        source.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.I420, picture))
        frame += 1
        await asyncio.sleep(1 / RATE)


async def tell(room, path):
    sequence = 0
    with open(path, "w") as file:
        while True:
            await asyncio.sleep(1)
            stats = await room.get_rtc_stats()
            entries = report(list(stats.publisher_stats) + list(stats.subscriber_stats))
            if not entries:
                continue
            sequence += 1
            body = {"pc": "publisher", "timestamp": round(time.time() * 1000), "sequence": sequence, "reports": entries}
            text = json.dumps({"stats": body}, separators=(",", ":"))
            file.write(text + "\n")
            file.flush()
            await room.local_participant.publish_data(text, reliable=True, topic="rtc-stats")


async def say(room, track):
    attributes = {"lk.segment_id": "S1", "lk.transcription_final": "false", "lk.transcribed_track_id": track}
    for text in ("Good", "Good morning."):
        writer = await room.local_participant.stream_text(topic="lk.transcription", attributes=attributes)
        await writer.write(text)
        await writer.aclose()
        attributes = attributes | {"lk.transcription_final": "true"}
        await asyncio.sleep(0.5)


async def main(name, identity, seconds, path):
    room = rtc.Room()
    await room.connect(os.environ["LIVEKIT_URL"], token(name, identity))
    audio = rtc.AudioSource(48000, 1)
    tone = rtc.LocalAudioTrack.create_audio_track("microphone", audio)
    published = await room.local_participant.publish_track(
        tone, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE))
    video = rtc.VideoSource(WIDTH, HEIGHT)
    await room.local_participant.publish_track(
        rtc.LocalVideoTrack.create_video_track("camera", video),
        rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=False))
    print("published", flush=True)
    work = [asyncio.ensure_future(one) for one in (play(audio), paint(video), tell(room, path))]
    await say(room, published.sid)
    done, _ = await asyncio.wait(work, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for one in done:
        one.result()
    for one in work:
        one.cancel()
    await room.disconnect()
    print("left", flush=True)
    # The engine's threads are not waited for.
    os._exit(0)


asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]))
