"""The embedding network and the Siamese network around it.

One network embeds every canvas; the Siamese network applies it with shared weights to two canvases and
answers their distance. Registered layers and `keras.ops` only: a saved network is data, not code.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import keras
from keras import layers, ops

from models.comparison import Comparison

# (channels, residual blocks) of each stage; each stage halves the resolution of the one before.
_STAGES = ((48, 1), (96, 1), (160, 1))
_WHOLE, _DEPTH = 128, 32
# A cell covers this many pixels of the canvas each way; a match may lie two rows or three columns of cells away.
_CELL_PX = 8
_REACH_ROWS, _REACH_COLUMNS = 2, 3
# On unseen writers the cells are the better witness, and the whole shape still adds to them.
_WHOLE_SHARE = 0.25
# A cell with this share of its pixels inked is as good as full: a stroke grazes it.
_INKED = 0.08


def comparison_of(height: int, width: int) -> Comparison:
    """Return the shape of the embeddings of canvases of this size (pixels)."""
    return Comparison(
        whole=_WHOLE,
        rows=height // _CELL_PX,
        columns=width // _CELL_PX,
        depth=_DEPTH,
        reach_rows=_REACH_ROWS,
        reach_columns=_REACH_COLUMNS,
        whole_share=_WHOLE_SHARE,
    )


def build_embedder(height: int, width: int, *, seed: int = 0) -> keras.Model:
    """Return a network from canvases to embeddings.

    Parameters
    ----------
    height, width
        Of a canvas, in pixels; both divisible by 32.
    seed
        Of the initial weights.

    Returns
    -------
    keras.Model
        Input `canvas` (batch, height, width, 1), float 0 to 1 (ink). Output `embedding` (batch, dimensions) as
        `comparison_of(height, width)` describes it.
    """
    if height % 32 or width % 32:
        raise ValueError(f"height and width must be divisible by 32, not {height} x {width}")
    seeds = iter(range(seed * 1000, seed * 1000 + 1000))
    canvas = layers.Input((height, width, 1), name="canvas")
    x = _convolution(canvas, 24, 5, 2, next(seeds), "stem")
    stages = []
    for number, (channels, blocks) in enumerate(_STAGES, start=1):
        x = _convolution(x, channels, 3, 2, next(seeds), f"stage{number}")
        for block in range(1, blocks + 1):
            x = _residual(x, channels, seeds, f"stage{number}_block{block}")
        stages.append(x)
    embedding = layers.Concatenate(dtype="float32", name="embedding")(
        [_whole(x, seeds), *_cells(canvas, stages[1], stages[2], seeds)]
    )
    return keras.Model(canvas, embedding, name="embedder")


def _whole(x: keras.KerasTensor, seeds) -> keras.KerasTensor:  # type: ignore[no-untyped-def]
    """Sum up the signature in one unit vector.

    Where on the signature a shape lies matters as much as the shape: pooled into a coarse grid, not into one.
    """
    grid = layers.AveragePooling2D(2, name="grid")(x)
    grid = _convolution(grid, 64, 1, 1, next(seeds), "grid_mix")
    average = layers.GlobalAveragePooling2D(name="average")(x)
    joined = layers.Concatenate(name="joined")([layers.Flatten(name="layout")(grid), average])
    joined = layers.Dropout(0.2, seed=next(seeds), name="dropout")(joined)
    vector = layers.Dense(
        _WHOLE, kernel_initializer=keras.initializers.GlorotUniform(next(seeds)), dtype="float32", name="vector"
    )(joined)
    return layers.UnitNormalization(axis=-1, dtype="float32", name="whole")(vector)


def _cells(  # type: ignore[no-untyped-def]
    canvas: keras.KerasTensor, fine: keras.KerasTensor, coarse: keras.KerasTensor, seeds
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Describe what lies in and around each cell; return cells and weights, flat.

    What is seen finely at the cell, and coarsely around it (Lin et al., Feature Pyramid Networks, 2017).
    """
    around = layers.UpSampling2D(2, interpolation="nearest", name="around")(
        _convolution(coarse, 64, 1, 1, next(seeds), "lateral_coarse")
    )
    joined = layers.Concatenate(name="pyramid")(
        [_convolution(fine, 64, 1, 1, next(seeds), "lateral_fine"), around]
    )
    x = _convolution(joined, 64, 3, 1, next(seeds), "cell_mix")
    vectors = _linear(x, _DEPTH, next(seeds), "cell")
    vectors = layers.UnitNormalization(axis=-1, dtype="float32", name="cell_unit")(vectors)
    telling = layers.Activation("sigmoid", dtype="float32", name="telling")(
        _linear(x, 1, next(seeds), "telling_raw")
    )
    ink = layers.AveragePooling2D(_CELL_PX, dtype="float32", name="ink")(canvas)
    cells, weights = InkedCells(dtype="float32", name="inked")([vectors, telling, ink])
    return layers.Flatten(name="cells", dtype="float32")(cells), layers.Flatten(name="weights", dtype="float32")(
        weights
    )


@keras.saving.register_keras_serializable("sigverify")
class InkedCells(layers.Layer):
    """Blank the cells without ink and share the weight among the others.

    Takes unit vectors (batch, rows, columns, depth), how telling each cell is (batch, rows, columns, 1), 0 to
    1, and its share of inked pixels (batch, rows, columns, 1), 0 to 1. Answers the vectors, zero where there is
    no ink, and weights (batch, rows, columns, 1) of sum 1.
    """

    def call(
        self, inputs: tuple[keras.KerasTensor, keras.KerasTensor, keras.KerasTensor]
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """Return cells and weights."""
        vectors, telling, ink = inputs
        inked = ops.cast(ops.minimum(ink / _INKED, 1.0) > 0.25, "float32")
        weights = inked * ops.minimum(ink, 4 * _INKED) * (0.1 + telling)
        total = ops.sum(weights, axis=(1, 2, 3), keepdims=True)
        return vectors * inked, weights / ops.maximum(total, 1e-6)


@keras.saving.register_keras_serializable("sigverify")
class EmbeddingDistance(layers.Layer):
    """Distance of every two rows of two sets of embeddings; see `models.comparison`, which does the same in numpy.

    Takes (n, dimensions) and (m, dimensions), answers (n, m).
    """

    def __init__(self, comparison: Comparison, **kwargs: object) -> None:
        super().__init__(**{"dtype": "float32", **kwargs})
        self.comparison = comparison

    def call(self, pair: tuple[keras.KerasTensor, keras.KerasTensor]) -> keras.KerasTensor:
        """Return the distances."""
        return distance_matrix(*pair, self.comparison)

    def get_config(self) -> dict[str, object]:
        """Return what Keras needs to build it again."""
        return {**super().get_config(), "comparison": asdict(self.comparison)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> EmbeddingDistance:
        """Build it from what `get_config` gave."""
        return cls(**{**config, "comparison": Comparison(**config["comparison"])})


def build_siamese(embedder: keras.Model) -> keras.Model:
    """Return the two-armed network: inputs `reference` and `questioned`, one network for both.

    Output `distance` (references, questioned): of every reference to every questioned signature.
    """
    height, width = embedder.input_shape[1:3]
    reference = layers.Input((height, width, 1), name="reference")
    questioned = layers.Input((height, width, 1), name="questioned")
    distance = EmbeddingDistance(comparison_of(height, width), name="distance")(
        [embedder(reference), embedder(questioned)]
    )
    return keras.Model([reference, questioned], distance, name="siamese")


def distance_matrix(
    first: keras.KerasTensor, second: keras.KerasTensor, comparison: Comparison
) -> keras.KerasTensor:
    """Return the distance of every row of the first (n, dimensions) to every row of the second (m, dimensions)."""
    whole, cells = squared_parts(first, second, comparison)
    return root(comparison.whole_share * whole + (1.0 - comparison.whole_share) * cells)


def squared_parts(
    first: keras.KerasTensor, second: keras.KerasTensor, comparison: Comparison
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Return the squared distances of the whole vectors and of the cells, (n, m) each."""
    forth = _directed(first, second, comparison)
    back = ops.transpose(forth if second is first else _directed(second, first, comparison))
    whole = 2.0 - 2.0 * ops.matmul(first[:, : comparison.whole], ops.transpose(second[:, : comparison.whole]))
    return whole, (forth + back) / 2.0


def root(squares: keras.KerasTensor) -> keras.KerasTensor:
    """Return distances of their squares; the root's gradient is not finite at zero."""
    return ops.sqrt(ops.maximum(squares, 1e-6))


def _directed(first: keras.KerasTensor, second: keras.KerasTensor, comparison: Comparison) -> keras.KerasTensor:
    """Return the squared distance of the cells of the first to their best matches in the second, (n, m)."""
    rows, columns = comparison.rows, comparison.columns
    down, right = comparison.reach_rows, comparison.reach_columns
    cells = ops.transpose(_grid(first, comparison), (1, 2, 0, 3))
    nearby = ops.transpose(_grid(second, comparison), (1, 2, 3, 0))
    nearby = ops.pad(nearby, ((down, down), (right, right), (0, 0), (0, 0)))
    best = None
    for y, x in comparison.shifts():
        there = nearby[down + y : down + y + rows, right + x : right + x + columns]
        alike = ops.matmul(cells, there)
        best = ops.relu(alike) if best is None else ops.maximum(best, alike)
    weights = ops.reshape(first[:, comparison.whole + comparison.cells * comparison.depth :], (-1, rows, columns))
    return 2.0 - 2.0 * ops.einsum("nrc,rcnm->nm", weights, best)


def _grid(embeddings: keras.KerasTensor, comparison: Comparison) -> keras.KerasTensor:
    end = comparison.whole + comparison.cells * comparison.depth
    shape = (-1, comparison.rows, comparison.columns, comparison.depth)
    return ops.reshape(embeddings[:, comparison.whole : end], shape)


def _linear(x: keras.KerasTensor, channels: int, seed: int, name: str) -> keras.KerasTensor:
    """Mix channels cell by cell."""
    kernel = keras.initializers.GlorotUniform(seed)
    return layers.Conv2D(channels, 1, kernel_initializer=kernel, dtype="float32", name=name)(x)


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
