"""What `trackway bench record` measures with: cameras in a process of their own, ffmpeg, costs from /proc."""
