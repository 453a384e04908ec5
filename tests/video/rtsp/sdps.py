"""Session descriptions in the shapes in which cameras send them; names and numbers are invented."""

# ruff: noqa: E501 - their lines are as long as cameras write them

__all__ = ["AXIS", "DAHUA", "HIKVISION", "ODD", "REPLAY", "SHAPES"]

HIKVISION = b"""v=0\r
o=- 1109162014219182 1109162014219192 IN IP4 192.168.1.64\r
s=Media Presentation\r
e=NONE\r
b=AS:5100\r
t=0 0\r
a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/\r
m=video 0 RTP/AVP 96\r
c=IN IP4 0.0.0.0\r
b=AS:5000\r
a=recvonly\r
a=x-dimensions:1920,1080\r
a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=1\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z00AH5WoFAFuQA==,aO48gA==\r
m=audio 0 RTP/AVP 8\r
c=IN IP4 0.0.0.0\r
b=AS:50\r
a=recvonly\r
a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=2\r
a=rtpmap:8 PCMA/8000\r
a=Media_header:MEDIAINFO=494D4B48010300000400000111710110401F000000FA000000000000000000000000000000000000;\r
a=appversion:1.0\r
"""

DAHUA = b"""v=0
o=- 2229240184 2229240184 IN IP4 0.0.0.0
s=RTSP Session/2.0
c=IN IP4 0.0.0.0
t=0 0
a=control:*
a=range:npt=now-
a=packetization-supported:DH
m=video 0 RTP/AVP 98
a=control:trackID=0
a=framerate:25.000000
a=rtpmap:98 H265/90000
a=fmtp:98 profile-id=1;sprop-sps=QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDljZq5pMjTQg==;sprop-pps=RAHA8vA8kA==;sprop-vps=QAEMAf//AWAAAAMAsAAAAwAAAwB7rAk=
a=recvonly
m=audio 0 RTP/AVP 97
a=control:trackID=1
a=rtpmap:97 MPEG4-GENERIC/16000
a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408
a=recvonly
m=application 0 RTP/AVP 107
a=control:trackID=4
a=rtpmap:107 vnd.onvif.metadata/90000
a=recvonly
"""

AXIS = b"""v=0\r
o=- 1188340656180883 1 IN IP4 192.168.0.90\r
s=Session streamed with GStreamer\r
i=rtsp-server\r
t=0 0\r
a=tool:GStreamer\r
a=type:broadcast\r
a=range:npt=now-\r
a=control:rtsp://192.168.0.90/axis-media/media.amp?videocodec=h264\r
m=video 0 RTP/AVP 96\r
c=IN IP4 0.0.0.0\r
b=AS:50000\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 packetization-mode=1;profile-level-id=4d0029;sprop-parameter-sets=Z00AH5WoFAFuQA,aO48gA\r
a=ts-refclk:local\r
a=mediaclk:sender\r
a=recvonly\r
a=control:rtsp://192.168.0.90/axis-media/media.amp/stream=0?videocodec=h264\r
a=framerate:25.000000\r
a=transform:1.000000,0.000000,0.000000;0.000000,1.000000,0.000000;0.000000,0.000000,1.000000\r
m=audio 0 RTP/AVP 97\r
a=rtpmap:97 mpeg4-generic/16000/1\r
a=fmtp:97 streamtype=5;profile-level-id=2;mode=AAC-hbr;config=1408;sizeLength=13;indexLength=3;indexDeltaLength=3\r
a=recvonly\r
a=control:rtsp://192.168.0.90/axis-media/media.amp/stream=1?videocodec=h264\r
m=audio 0 RTP/AVP 0\r
a=sendonly\r
a=control:rtsp://192.168.0.90/axis-media/media.amp/stream=2\r
"""

REPLAY = b"""v=0\r\no=- 0 0 IN IP4 10.0.0.7\r\ns=ONVIF replay\r\nt=0 0\r
a=range:clock=20260301T000000.000Z-20260302T000000.000Z\r
a=control:*\r
m=video 0 RTP/AVP 105\r
a=control:VideoTrack\r
a=x-onvif-track:VIDEO001\r
a=rtpmap:105 H264/90000\r
a=fmtp:105 packetization-mode=1\r
m=audio 0 RTP/AVP 0\r
a=control:AudioTrack\r
a=x-onvif-track:AUDIO001\r
m=application 0 RTP/AVP 106\r
a=control:MetaTrack\r
a=rtpmap:106 vnd.onvif.metadata/90000\r
"""

ODD = (
    b"\xef\xbb\xbfv=0\r\rm = video 0 RTP/AVP 96\n\n"
    b"m=video 0 RTP/AVP 96\r  a=RTPMAP:96  h264/90000 \r"
    b'a=fmtp:96 sprop-parameter-sets="AAAAAWdNAB+VqBQBbkA,AAAAAWjuPIA" ;;packetization-mode=1;\r'
    b"a=control: trackID=1 \r\na=fmtp:97 nonsense\n=\na\nb=\x00\xff\n"
)

SHAPES = {"hikvision": HIKVISION, "dahua": DAHUA, "axis": AXIS, "replay": REPLAY, "odd": ODD}
