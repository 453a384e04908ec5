"""Fragmented MP4: our files of footage, written and read back box by box, without a library between."""

from trackway.video.mp4.boxes import BadBox
from trackway.video.mp4.codec_names import codecs
from trackway.video.mp4.entries import decoder_setup
from trackway.video.mp4.fragments import TrackRun, fragment
from trackway.video.mp4.head import for_browser, init_segment
from trackway.video.mp4.parameter_sets import BadSet
from trackway.video.mp4.samples import Sample, samples
from trackway.video.mp4.scanning import Scan, scan

__all__ = [
    "BadBox",
    "BadSet",
    "Sample",
    "Scan",
    "TrackRun",
    "codecs",
    "decoder_setup",
    "for_browser",
    "fragment",
    "init_segment",
    "samples",
    "scan",
]
