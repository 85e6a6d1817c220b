"""The embedding network and the Siamese network around it.

One network embeds every canvas; the Siamese network applies it with shared weights to two canvases and
answers their Euclidean distance. Plain layers and `keras.ops` only: a saved network is data, not code.
"""

from __future__ import annotations

import keras
from keras import layers, ops

DIMENSIONS = 256
# (channels, residual blocks) of each stage; each stage halves the resolution of the one before.
_STAGES = ((48, 1), (96, 1), (160, 1))


def build_embedder(height: int, width: int, *, dimensions: int = DIMENSIONS, seed: int = 0) -> keras.Model:
    """Return a network from canvases to embeddings.

    Parameters
    ----------
    height, width
        Of a canvas, in pixels; both divisible by 32.
    dimensions
        Length of an embedding.
    seed
        Of the initial weights.

    Returns
    -------
    keras.Model
        Input `canvas` (batch, height, width, 1), float 0 to 1 (ink). Output `embedding`
        (batch, dimensions), of unit Euclidean length, so that distances lie between 0 and 2.
    """
    if height % 32 or width % 32:
        raise ValueError(f"height and width must be divisible by 32, not {height} x {width}")
    seeds = iter(range(seed * 1000, seed * 1000 + 1000))
    canvas = layers.Input((height, width, 1), name="canvas")
    x = _convolution(canvas, 24, 5, 2, next(seeds), "stem")
    for number, (channels, blocks) in enumerate(_STAGES, start=1):
        x = _convolution(x, channels, 3, 2, next(seeds), f"stage{number}")
        for block in range(1, blocks + 1):
            x = _residual(x, channels, seeds, f"stage{number}_block{block}")
    # Where on the signature a shape lies matters as much as the shape: pool into a coarse grid, not into one.
    grid = layers.AveragePooling2D(2, name="grid")(x)
    grid = _convolution(grid, 64, 1, 1, next(seeds), "grid_mix")
    whole = layers.GlobalAveragePooling2D(name="whole")(x)
    joined = layers.Concatenate(name="joined")([layers.Flatten(name="layout")(grid), whole])
    joined = layers.Dropout(0.2, seed=next(seeds), name="dropout")(joined)
    vector = layers.Dense(
        dimensions,
        kernel_initializer=keras.initializers.GlorotUniform(next(seeds)),
        dtype="float32",
        name="vector",
    )(joined)
    embedding = layers.UnitNormalization(axis=-1, dtype="float32", name="embedding")(vector)
    return keras.Model(canvas, embedding, name="embedder")


@keras.saving.register_keras_serializable("sigverify")
class EuclideanDistance(layers.Layer):
    """Euclidean distance of two embeddings (batch, dimensions) each; answers (batch,)."""

    def call(self, pair: tuple[keras.KerasTensor, keras.KerasTensor]) -> keras.KerasTensor:
        """Return the distance of each row of the first to the same row of the second."""
        first, second = pair
        return ops.sqrt(ops.maximum(ops.sum(ops.square(first - second), axis=-1), 1e-12))


def build_siamese(embedder: keras.Model) -> keras.Model:
    """Return the two-armed network: inputs `reference` and `questioned`, output `distance` (batch,)."""
    shape = embedder.input_shape[1:]
    reference = layers.Input(shape, name="reference")
    questioned = layers.Input(shape, name="questioned")
    distance = EuclideanDistance(name="distance")([embedder(reference), embedder(questioned)])
    return keras.Model([reference, questioned], distance, name="siamese")


def _convolution(
    x: keras.KerasTensor, channels: int, size: int, stride: int, seed: int, name: str
) -> keras.KerasTensor:
    """Apply convolution, batch normalisation, ReLU."""
    x = _plain_convolution(x, channels, size, stride, seed, name)
    return layers.ReLU(name=f"{name}_relu")(x)


def _plain_convolution(
    x: keras.KerasTensor, channels: int, size: int, stride: int, seed: int, name: str
) -> keras.KerasTensor:
    x = layers.Conv2D(
        channels,
        size,
        stride,
        padding="same",
        use_bias=False,
        kernel_initializer=keras.initializers.HeNormal(seed),
        name=name,
    )(x)
    return layers.BatchNormalization(momentum=0.98, name=f"{name}_norm")(x)


def _residual(x: keras.KerasTensor, channels: int, seeds, name: str) -> keras.KerasTensor:  # type: ignore[no-untyped-def]
    """Add two convolutions to their input (He et al. 2016)."""
    y = _convolution(x, channels, 3, 1, next(seeds), f"{name}_a")
    y = _plain_convolution(y, channels, 3, 1, next(seeds), f"{name}_b")
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_sum")([x, y]))
