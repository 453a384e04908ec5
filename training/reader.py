"""Train the reader with CTC, and find the temperature that makes its probabilities mean what they say."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from networks import ALPHABET, READER_SIZE, Reader
from samples import Pools, reader_batch
from schedule import Training, ease_at

__all__ = ["greedy", "temperature_of", "train_reader", "validate_reader"]


def ctc_loss(logits: Tensor, texts: Tensor) -> Tensor:
    """Mean over the batch of the negative log probability of each text (n, 10), 0 beyond its end."""
    n, steps, _ = logits.shape
    lengths = (texts > 0).sum(1)
    log_p = logits.float().log_softmax(-1).transpose(0, 1)
    full = torch.full((n,), steps, device=texts.device)
    losses = F.ctc_loss(log_p, texts, full, lengths, blank=0, reduction="none", zero_infinity=True)
    return (losses / lengths.clamp(min=1)).mean()


def greedy(logits: Tensor) -> list[str]:
    """The likeliest class of each column, repeats and blanks removed."""
    out = []
    for row in logits.argmax(-1).tolist():
        kept = [c for i, c in enumerate(row) if c and (i == 0 or c != row[i - 1])]
        out.append("".join(ALPHABET[c - 1] for c in kept))
    return out


def train_reader(training: Training, pools: Pools, batch: int) -> None:
    """Train until the length says stop; the weights to use are ``training.mean``'s."""
    g, net = training.generator, training.net
    while not training.length.must_stop:
        with torch.no_grad():
            crops, texts = reader_batch(pools, batch, READER_SIZE, ease_at(training.length.along), g)
        with torch.autocast(crops.device.type, torch.bfloat16):
            logits = net(crops.to(memory_format=torch.channels_last))
        loss = ctc_loss(logits, texts)
        if training.step(loss):
            some = list(zip(greedy(logits[:256]), _words(texts[:256]), strict=True))
            right = sum(read == true for read, true in some) / len(some)
            print(f"reader step {training.length.done} loss {loss.item():.4f} right {right:.3f}", flush=True)


def _words(texts: Tensor) -> list[str]:
    return ["".join(ALPHABET[c - 1] for c in row if c) for row in texts.tolist()]


@torch.no_grad()
def validate_reader(
    net: Reader, pools: Pools, n: int, seed: int, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Logits and texts of ``n`` samples no training step has seen (another seed), ease 0."""
    g = torch.Generator(device=device).manual_seed(seed)
    logits, texts = [], []
    for k in range(0, n, 1000):
        crops, wanted = reader_batch(pools, min(1000, n - k), READER_SIZE, 0.0, g)
        logits.append(net(crops).float())
        texts.append(wanted)
    return torch.cat(logits), torch.cat(texts)


def temperature_of(logits: Tensor, texts: Tensor) -> float:
    """The temperature that minimises the loss on held-out samples (Guo et al., ICML 2017)."""
    candidates = torch.linspace(0.6, 2.5, 39)
    losses = [float(ctc_loss(logits / t, texts)) for t in candidates.tolist()]
    return float(candidates[int(torch.tensor(losses).argmin())])
