"""The messages that a fake device answers with, shaped by the published WSDL."""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit
from xml.sax.saxutils import escape, quoteattr

from trackway.model.time import TAIPEI, Instant, Span
from trackway.sim.onvif.facts import FakeProfile, FakeRecording, Oddities, OnvifFacts

__all__ = [
    "capabilities",
    "date_and_time",
    "envelope",
    "fault",
    "information",
    "media2_profiles",
    "media_profiles",
    "moved",
    "search_results",
    "services",
    "summary",
]

_SPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "trp": "http://www.onvif.org/ver10/replay/wsdl",
    "tt": "http://www.onvif.org/ver10/schema",
    "ter": "http://www.onvif.org/ver10/error",
}
SERVICES = {
    "device": "http://www.onvif.org/ver10/device/wsdl",
    "media": "http://www.onvif.org/ver10/media/wsdl",
    "media2": "http://www.onvif.org/ver20/media/wsdl",
    "search": "http://www.onvif.org/ver10/search/wsdl",
    "replay": "http://www.onvif.org/ver10/replay/wsdl",
}


def envelope(body: str, odd: Oddities) -> bytes:
    """A message with this body, in the dialect of the device."""
    if odd.no_namespaces:
        for prefix in _SPACES:
            body = body.replace(f"<{prefix}:", "<").replace(f"</{prefix}:", "</")
        return f"<Envelope><Body>{body}</Body></Envelope>".encode()
    spaces = " ".join(f'xmlns:{prefix}="{url}"' for prefix, url in _SPACES.items())
    if odd.soap_1_1:
        spaces = spaces.replace(_SPACES["s"], "http://schemas.xmlsoap.org/soap/envelope/")
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{start}<s:Envelope {spaces}><s:Header/><s:Body>{body}</s:Body></s:Envelope>".encode()


def fault(subcode: str, reason: str, odd: Oddities) -> bytes:
    """A fault; ``subcode`` like ``ter:NotAuthorized``."""
    if odd.soap_1_1:
        return envelope(
            f"<s:Fault><faultcode>{subcode}</faultcode><faultstring>{reason}</faultstring></s:Fault>", odd
        )
    code = f"<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
    body = f'<s:Fault>{code}<s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>'
    return envelope(body, odd)


def moved(url: str, odd: Oddities, log_in: str = "") -> str:
    """An address as the device gives it, which may be another host's, or hold a log-in."""
    parts = urlsplit(url)
    place = parts.netloc
    if odd.wrong_host:
        place = odd.wrong_host + (f":{parts.port}" if parts.port else "")
    if odd.log_in_in_urls and log_in:
        place = f"{log_in}@{place}"
    return escape(urlunsplit(parts._replace(netloc=place)))


def date_and_time(now: Instant, odd: Oddities) -> str:
    """The clock, in whole seconds."""
    utc, here = now.utc(), now.utc().astimezone(TAIPEI)
    parts = []
    for name, moment in (("UTCDateTime", utc), ("LocalDateTime", here)):
        if name == "UTCDateTime" and odd.local_time_only:
            continue
        parts.append(
            f"<tt:{name}><tt:Time><tt:Hour>{moment.hour}</tt:Hour><tt:Minute>{moment.minute}</tt:Minute>"
            f"<tt:Second>{moment.second}</tt:Second></tt:Time><tt:Date><tt:Year>{moment.year}</tt:Year>"
            f"<tt:Month>{moment.month}</tt:Month><tt:Day>{moment.day}</tt:Day></tt:Date></tt:{name}>"
        )
    return (
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
        "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>"
        f"{''.join(parts)}</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def information(facts: OnvifFacts, odd: Oddities) -> str:
    """Who made it."""
    if odd.no_facts:
        return "<tds:GetDeviceInformationResponse/>"
    return (
        f"<tds:GetDeviceInformationResponse><tds:Manufacturer>{escape(facts.maker)}</tds:Manufacturer>"
        f"<tds:Model>{escape(facts.model)}</tds:Model>"
        f"<tds:FirmwareVersion>{escape(facts.firmware)}</tds:FirmwareVersion>"
        f"<tds:SerialNumber>{escape(facts.serial)}</tds:SerialNumber>"
        "<tds:HardwareId>1</tds:HardwareId></tds:GetDeviceInformationResponse>"
    )


def services(base: str, facts: OnvifFacts, odd: Oddities) -> str:
    """Which services there are and where."""
    listed = [
        f"<tds:Service><tds:Namespace>{space}</tds:Namespace>"
        f"<tds:XAddr>{moved(f'{base}/onvif/{name}', odd)}</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        for name, space in SERVICES.items()
        if _is_offered(name, facts, odd)
    ]
    return f"<tds:GetServicesResponse>{''.join(listed)}</tds:GetServicesResponse>"


def capabilities(base: str, facts: OnvifFacts, odd: Oddities) -> str:
    """The older way to say it, which knows no Media2."""
    extra = "".join(
        f"<tt:{name}><tt:XAddr>{moved(f'{base}/onvif/{name.lower()}', odd)}</tt:XAddr></tt:{name}>"
        for name in ("Search", "Replay")
        if _is_offered(name.lower(), facts, odd)
    )
    media = f"<tt:Media><tt:XAddr>{moved(f'{base}/onvif/media', odd)}</tt:XAddr></tt:Media>"
    return (
        f"<tds:GetCapabilitiesResponse><tds:Capabilities>{media}<tt:Extension>{extra}</tt:Extension>"
        "</tds:Capabilities></tds:GetCapabilitiesResponse>"
    )


def _is_offered(name: str, facts: OnvifFacts, odd: Oddities) -> bool:
    if name in {"search", "replay"}:
        return bool(facts.recordings)
    return name != "media2" or not odd.no_media2


def media_profiles(profiles: Iterable[FakeProfile]) -> str:
    """Profiles as Media tells them: what is no H.264 is not there."""
    told = "".join(
        f'<trt:Profiles token={quoteattr(one.token)} fixed="true"><tt:Name>{escape(one.name)}</tt:Name>'
        f'<tt:VideoSourceConfiguration token="VSC"><tt:Name>VSC</tt:Name><tt:SourceToken>{one.source}'
        "</tt:SourceToken></tt:VideoSourceConfiguration>"
        f'<tt:VideoEncoderConfiguration token="VEC_{one.token}"><tt:Name>VEC</tt:Name>'
        f"<tt:UseCount>1</tt:UseCount><tt:Encoding>{one.encoding}</tt:Encoding>{_resolution(one)}<tt:Quality>5</tt:Quality><tt:RateControl>"
        f"<tt:FrameRateLimit>{one.fps:g}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval>"
        f"<tt:BitrateLimit>{one.kbps}</tt:BitrateLimit></tt:RateControl><tt:H264><tt:GovLength>{one.gop}"
        "</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264></tt:VideoEncoderConfiguration>"
        f"{_sound('tt:AudioEncoderConfiguration', one)}</trt:Profiles>"
        for one in profiles
        if one.encoding != "H265"
    )
    return f"<trt:GetProfilesResponse>{told}</trt:GetProfilesResponse>"


def media2_profiles(profiles: Iterable[FakeProfile]) -> str:
    """Profiles as Media2 tells them, where the group of pictures is an attribute."""
    told = "".join(
        f'<tr2:Profiles token={quoteattr(one.token)} fixed="true"><tr2:Name>{escape(one.name)}</tr2:Name>'
        '<tr2:Configurations><tr2:VideoSource token="VSC"><tt:Name>VSC</tt:Name><tt:SourceToken>'
        f"{one.source}</tt:SourceToken></tr2:VideoSource>"
        f'<tr2:VideoEncoder token="VEC_{one.token}" GovLength="{one.gop}" Profile="Main">'
        f"<tt:Name>VEC</tt:Name><tt:Encoding>{one.encoding}</tt:Encoding>{_resolution(one)}"
        f'<tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>{one.fps:g}</tt:FrameRateLimit>'
        f"<tt:BitrateLimit>{one.kbps}</tt:BitrateLimit></tt:RateControl><tt:Quality>5</tt:Quality>"
        f"</tr2:VideoEncoder>{_sound('tr2:AudioEncoder', one)}</tr2:Configurations></tr2:Profiles>"
        for one in profiles
    )
    return f"<tr2:GetProfilesResponse>{told}</tr2:GetProfilesResponse>"


def _resolution(one: FakeProfile) -> str:
    return (
        f"<tt:Resolution><tt:Width>{one.width}</tt:Width><tt:Height>{one.height}</tt:Height></tt:Resolution>"
    )


def _sound(name: str, one: FakeProfile) -> str:
    return f'<{name} token="A"/>' if one.has_audio else ""


def summary(recordings: Iterable[FakeRecording]) -> str:
    """How far back it goes."""
    held = [one.held for one in recordings]
    start, end = min(one.start for one in held), max(one.end for one in held)
    return (
        f"<tse:GetRecordingSummaryResponse><tse:Summary><tt:DataFrom>{start}</tt:DataFrom><tt:DataUntil>{end}"
        f"</tt:DataUntil><tt:NumberRecordings>{len(held)}</tt:NumberRecordings></tse:Summary>"
        "</tse:GetRecordingSummaryResponse>"
    )


def search_results(recordings: Iterable[FakeRecording], state: str, odd: Oddities) -> str:
    """Some of what a search found."""
    told = "".join(_found(one, odd) for one in recordings)
    return (
        f"<tse:GetRecordingSearchResultsResponse><tse:ResultList><tt:SearchState>{state}</tt:SearchState>{told}"
        "</tse:ResultList></tse:GetRecordingSearchResultsResponse>"
    )


def _found(one: FakeRecording, odd: Oddities) -> str:
    whole = "" if odd.tracks_only else _span("EarliestRecording", "LatestRecording", one.held)
    return (
        f"<tt:RecordingInformation><tt:RecordingToken>{escape(one.token)}</tt:RecordingToken><tt:Source>"
        f"<tt:SourceId>{escape(one.source)}</tt:SourceId><tt:Name>{escape(one.source)}</tt:Name><tt:Location/>"
        f"<tt:Description/><tt:Address/></tt:Source>{whole}<tt:Content>continuous</tt:Content><tt:Track>"
        "<tt:TrackToken>VIDEO001</tt:TrackToken><tt:TrackType>Video</tt:TrackType><tt:Description/>"
        f"{_span('DataFrom', 'DataTo', one.held)}</tt:Track>"
        "<tt:RecordingStatus>Recording</tt:RecordingStatus></tt:RecordingInformation>"
    )


def _span(first: str, last: str, span: Span) -> str:
    return f"<tt:{first}>{span.start}</tt:{first}><tt:{last}>{span.end}</tt:{last}>"
