"""The forward pass of dense LLaDA in plain PyTorch: what Unmask is measured against.

Written as the published modelling code computes it: RMS norm in f32, rotary angles in f32, scaled dot-product attention over
the whole sequence without a mask, SwiGLU. Unlike that code it can compute the logits of some positions only, as a sampler
needs them, and its weights are memory of this process, not pages of a mapped file.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file


class Llada:
    def __init__(self, folder, dtype, device):
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text())
        weights = {}
        for path in sorted(folder.glob("*.safetensors")):
            # Copied even where type and device stay the same: what is mapped would be read from the file.
            weights |= {name: tensor.to(device, dtype, copy=True) for name, tensor in load_file(path).items()}
        self.set_up(config, weights, dtype, device)

    @classmethod
    def random(cls, config, dtype, device):
        """A model of a shape, over random weights made on its device."""
        model = cls.__new__(cls)
        d, mlp, vocab = config["d_model"], config["mlp_hidden_size"], config["vocab_size"]
        kv = d // config["n_heads"] * (config.get("n_kv_heads") or config["n_heads"])
        shapes = {"q_proj": (d, d), "k_proj": (kv, d), "v_proj": (kv, d), "attn_out": (d, d)}
        shapes |= {"ff_proj": (mlp, d), "up_proj": (mlp, d), "ff_out": (d, mlp), "attn_norm": (d,), "ff_norm": (d,)}
        every = {f"blocks.{layer}.{part}": shape for layer in range(config["n_layers"]) for part, shape in shapes.items()}
        every |= {"wte": (vocab, d), "ln_f": (d,)} | ({} if config.get("weight_tying") else {"ff_out": (vocab, d)})
        weights = {}
        for name, shape in every.items():
            tensor = torch.empty(shape, dtype=dtype, device=device)
            tensor.normal_(std=0.02) if len(shape) == 2 else tensor.fill_(1.0)
            weights[f"model.transformer.{name}.weight"] = tensor
        model.set_up(config, weights, dtype, device)
        return model

    def set_up(self, config, weights, dtype, device):
        self.config, self.weights = config, weights
        self.dtype, self.device = dtype, device
        self.heads = self.config["n_heads"]
        self.kv_heads = self.config.get("n_kv_heads") or self.heads
        self.head_dim = self.config["d_model"] // self.heads
        half = torch.arange(self.head_dim // 2, device=device, dtype=torch.float32)
        self.frequencies = 1.0 / self.config["rope_theta"] ** (half / (self.head_dim // 2))

    def weight(self, name):
        return self.weights[f"model.transformer.{name}.weight"]

    def prepack(self):
        """Brings the matrices that are multiplied with into the order in which oneDNN reads them."""
        looked_up = "model.transformer.wte.weight"
        for name, tensor in self.weights.items():
            if tensor.dim() == 2 and name != looked_up:
                self.weights[name] = torch.ops.mkldnn._reorder_linear_weight(tensor, None)

    @staticmethod
    def linear(x, weight):
        if weight.is_mkldnn:
            return torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", [], "")
        return F.linear(x, weight)

    def norm(self, x, gain):
        wide = x.float()
        wide = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.config["rms_norm_eps"])
        return gain * wide.to(self.dtype)

    def rotate(self, x, cos, sin):
        a, b = x.float().chunk(2, dim=-1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1).to(self.dtype)

    def block(self, x, layer, cos, sin):
        weight = lambda part: self.weight(f"blocks.{layer}.{part}")
        batch, length, _ = x.shape
        split = lambda t, heads: t.view(batch, length, heads, self.head_dim).transpose(1, 2)
        h = self.norm(x, weight("attn_norm"))
        q = self.rotate(split(self.linear(h, weight("q_proj")), self.heads), cos, sin)
        k = self.rotate(split(self.linear(h, weight("k_proj")), self.kv_heads), cos, sin)
        v = split(self.linear(h, weight("v_proj")), self.kv_heads)
        if self.kv_heads != self.heads:
            k = k.repeat_interleave(self.heads // self.kv_heads, dim=1)
            v = v.repeat_interleave(self.heads // self.kv_heads, dim=1)
        mixed = F.scaled_dot_product_attention(q, k, v, scale=1.0 / math.sqrt(self.head_dim))
        x = x + self.linear(mixed.transpose(1, 2).reshape(batch, length, -1), weight("attn_out"))
        h = self.norm(x, weight("ff_norm"))
        gated = F.silu(self.linear(h, weight("ff_proj"))) * self.linear(h, weight("up_proj"))
        return x + self.linear(gated, weight("ff_out"))

    @torch.inference_mode()
    def logits(self, ids):
        """`[batch, length]` ids to `[batch, length, vocabulary]` logits."""
        return self.forward(ids)

    @torch.inference_mode()
    def logits_of(self, ids, rows):
        """As `logits`, of the positions in the slice `rows` only."""
        return self.forward(ids, rows)

    def forward(self, ids, rows=slice(None)):
        """As `logits_of`, for a caller that chooses the mode."""
        x = F.embedding(ids, self.weight("wte"))
        angles = torch.arange(ids.shape[1], device=self.device)[:, None] * self.frequencies
        cos, sin = angles.cos(), angles.sin()
        for layer in range(self.config["n_layers"]):
            x = self.block(x, layer, cos, sin)
        x = self.norm(x[:, rows], self.weight("ln_f"))
        head = "wte" if self.config.get("weight_tying") else "ff_out"
        return self.linear(x, self.weight(head))
