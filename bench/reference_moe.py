"""The forward pass of LLaDA-MoE in plain PyTorch: what Unmask is measured against.

Written as the published modelling code computes it: RMS norm of each head before the rotary angles, a softmax router over all experts
without renormalisation, each expert's tokens gathered, multiplied and added back. As `reference.py`, it can compute the logits of
some positions only, and its weights are memory of this process.
"""

import math

import torch
import torch.nn.functional as F

from reference import Llada


class LladaMoe(Llada):
    def set_up(self, config, weights, dtype, device):
        self.config, self.weights = config, weights
        self.dtype, self.device = dtype, device
        self.heads = config["num_attention_heads"]
        self.kv_heads = config.get("num_key_value_heads") or self.heads
        self.head_dim = config.get("head_dim") or config["hidden_size"] // self.heads
        half = torch.arange(self.head_dim // 2, device=device, dtype=torch.float32)
        self.frequencies = 1.0 / config["rope_theta"] ** (half / (self.head_dim // 2))

    def weight(self, name):
        return self.weights[name]

    def prepack(self):
        """As of the dense model; the router and the embedding stay as they are."""
        for name, tensor in self.weights.items():
            if tensor.dim() == 2 and "embed_tokens" not in name and "mlp.gate." not in name:
                self.weights[name] = torch.ops.mkldnn._reorder_linear_weight(tensor, None)

    def rotate(self, x, cos, sin):
        a, b = x.chunk(2, dim=-1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)

    def attention(self, x, prefix, cos, sin):
        batch, length, _ = x.shape
        split = lambda part, heads: self.linear(x, self.weight(f"{prefix}.{part}.weight")).view(batch, length, heads, -1)
        q = self.norm(split("q_proj", self.heads), self.weight(f"{prefix}.q_norm.weight")).transpose(1, 2)
        k = self.norm(split("k_proj", self.kv_heads), self.weight(f"{prefix}.k_norm.weight")).transpose(1, 2)
        v = split("v_proj", self.kv_heads).transpose(1, 2)
        q, k = self.rotate(q, cos, sin), self.rotate(k, cos, sin)
        mixed = F.scaled_dot_product_attention(q, k, v, scale=1.0 / math.sqrt(self.head_dim))
        return self.linear(mixed.transpose(1, 2).reshape(batch, length, -1), self.weight(f"{prefix}.o_proj.weight"))

    def experts(self, x, prefix):
        rows = x.reshape(-1, x.shape[-1])
        scores = F.softmax(F.linear(rows, self.weight(f"{prefix}.gate.weight")).float(), dim=-1)
        weights, chosen = scores.topk(self.config["num_experts_per_tok"], dim=-1)
        weights = weights.to(self.dtype)
        out = torch.zeros_like(rows)
        for expert in chosen.unique().tolist():
            token, place = torch.where(chosen == expert)
            part = lambda name: self.weight(f"{prefix}.experts.{expert}.{name}.weight")
            h = rows[token]
            h = self.linear(F.silu(self.linear(h, part("gate_proj"))) * self.linear(h, part("up_proj")), part("down_proj"))
            out.index_add_(0, token, h * weights[token, place, None])
        return out.view_as(x)

    def forward(self, ids, rows=slice(None)):
        x = F.embedding(ids, self.weight("model.embed_tokens.weight"))
        angles = torch.arange(ids.shape[1], device=self.device)[:, None] * self.frequencies
        cos, sin = angles.cos().to(self.dtype), angles.sin().to(self.dtype)
        for layer in range(self.config["num_hidden_layers"]):
            prefix = f"model.layers.{layer}"
            h = self.norm(x, self.weight(f"{prefix}.input_layernorm.weight"))
            x = x + self.attention(h, f"{prefix}.self_attn", cos, sin)
            h = self.norm(x, self.weight(f"{prefix}.post_attention_layernorm.weight"))
            x = x + self.experts(h, f"{prefix}.mlp")
        return self.linear(self.norm(x[:, rows], self.weight("model.norm.weight")), self.weight("lm_head.weight"))
