/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-als.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "att-cholesky.h"
#include "att-num-private.h"
#include "att-parallel.h"
#include "att-random.h"

#define MAX_FACTORS 256
#define LANES 8
#define BLOCK_ROWS 64         /* solved by one thread at a time */
#define N_GRAM_PARTS 32       /* sums of a fixed partition: the same for any number of threads */
#define GATHER_FLOATS 65536   /* rows of the other side that are brought together: 256 KiB, which stays in cache */
#define LARGE_PAGE 2097152    /* bytes */
#define AHEAD 12              /* rows, when they are asked for, to be near */
#define FAR_AHEAD 256         /* the same, to be in the second cache: while there is more to compute than to read */
#define TOLERANCE 1e-10       /* of the squared residual, against the right side */

/* four floats twice where the processor has no wider registers */
typedef float Vector __attribute__ ((vector_size (32), aligned (32)));
typedef float Quad __attribute__ ((vector_size (16)));

/* Rows are read in any order: with pages of 4 KiB nearly every one of a large matrix would have to be looked up. */
static float *
new_rows (size_t n_rows, size_t stride)
{
  const size_t size = (n_rows + 1) * stride * sizeof (float), alignment = size < LARGE_PAGE ? 32 : LARGE_PAGE;
  const size_t rounded = (size + alignment - 1) / alignment * alignment;
  float *rows = aligned_alloc (alignment, rounded);

  if (rows == NULL)
    return NULL;
#ifdef MADV_HUGEPAGE
  if (alignment == LARGE_PAGE)
    madvise (rows, rounded, MADV_HUGEPAGE); /* only advice: without it, it is slower */
#endif
  memset (rows, 0, rounded);
  return rows;
}

AttNumStatus
att_als_new (AttAls **self, const AttAlsConfig *config, size_t n_users, size_t n_items)
{
  const size_t stride = (config->n_factors + LANES - 1) / LANES * LANES;
  AttAls *als;
  AttRandom random;

  *self = NULL;
  if (config->n_factors < 1 || config->n_factors > MAX_FACTORS || !(config->missing > 0) ||
      !(config->regularization >= 0) || !(config->frequency_power >= 0 && config->frequency_power <= 1) ||
      config->n_steps < 1 || config->n_threads < 1 || config->n_threads > ATT_PARALLEL_MAX)
    return ATT_NUM_BAD_CONFIG;
  als = calloc (1, sizeof *als);
  if (als == NULL)
    return ATT_NUM_NO_MEMORY;
  als->config = *config;
  als->n_users = n_users;
  als->n_items = n_items;
  als->stride = stride;
  als->users = new_rows (n_users, stride);
  als->items = new_rows (n_items, stride);
  als->gram = aligned_alloc (32, stride * stride * sizeof (float));
  if (als->users == NULL || als->items == NULL || als->gram == NULL)
    {
      att_als_free (als);
      return ATT_NUM_NO_MEMORY;
    }
  memset (als->gram, 0, stride * stride * sizeof (float));
  att_random_init (&random, config->seed);
  for (size_t i = 0; i < n_items; i++)
    for (int f = 0; f < config->n_factors; f++)
      als->items[i * stride + f] = 0.1 / sqrt (config->n_factors) * att_random_normal (&random);
  *self = als;
  return ATT_NUM_OK;
}

void
att_als_free (AttAls *self)
{
  if (self == NULL)
    return;
  free (self->users);
  free (self->items);
  att_factors_free (self->packed);
  free (self->gram);
  free (self);
}

/* --- missing * F^T F --- */

typedef struct {
  const float *factors;
  size_t n_rows, stride;
  double *parts; /* N_GRAM_PARTS * stride * stride, the upper half */
} Gram;

/* sums of a few hundred rows as floats, those as doubles */
static ATT_NUM_WIDE void
gram_part (void *data, size_t part)
{
  static const float nothing[MAX_FACTORS] = { 0 };
  const Gram *self = data;
  const size_t k = self->stride, from = self->n_rows * part / N_GRAM_PARTS,
               to = self->n_rows * (part + 1) / N_GRAM_PARTS;
  double *sum = self->parts + part * k * k;
  float block[LANES * MAX_FACTORS];

  memset (sum, 0, k * k * sizeof *sum);
  for (size_t first = from; first < to; first += 256)
    {
      const size_t last = first + 256 < to ? first + 256 : to;

      for (size_t i = 0; i < k; i += LANES)
        {
          memset (block, 0, LANES * k * sizeof *block);
          for (size_t row = first; row < last; row += 4)
            {
              const float *f[4]; /* a sum is read and written once for four */

              for (size_t r = 0; r < 4; r++)
                f[r] = row + r < last ? self->factors + (row + r) * k : nothing;
              for (int a = 0; a < LANES; a++)
                {
                  const float w = f[0][i + a], x = f[1][i + a], y = f[2][i + a], z = f[3][i + a];

                  for (size_t j = i; j < k; j++)
                    block[a * k + j] += w * f[0][j] + x * f[1][j] + (y * f[2][j] + z * f[3][j]);
                }
            }
          for (int a = 0; a < LANES; a++)
            for (size_t j = i; j < k; j++)
              sum[(i + a) * k + j] += block[a * k + j];
        }
    }
}

static AttNumStatus
make_gram (float *out, const float *factors, size_t n_rows, size_t stride, float missing, int n_threads)
{
  Gram gram = { factors, n_rows, stride, malloc (N_GRAM_PARTS * stride * stride * sizeof (double)) };

  if (gram.parts == NULL)
    return ATT_NUM_NO_MEMORY;
  att_parallel_run (n_threads, N_GRAM_PARTS, gram_part, &gram);
  for (size_t i = 0; i < stride; i++)
    for (size_t j = i; j < stride; j++)
      {
        double sum = 0;

        for (int part = 0; part < N_GRAM_PARTS; part++)
          sum += gram.parts[(part * stride + i) * stride + j];
        out[i * stride + j] = out[j * stride + i] = missing * sum;
      }
  free (gram.parts);
  return ATT_NUM_OK;
}

AttNumStatus
att_als_update_gram (AttAls *self)
{
  const AttNumStatus status = make_gram (self->gram, self->items, self->n_items, self->stride, self->config.missing,
                                         self->config.n_threads);

  self->has_gram = status == ATT_NUM_OK;
  return status;
}

/* --- one row --- */

/* What moves a row: rows of the other side, where each is and how much it counts. */
typedef struct {
  const float *factors;
  const uint32_t *rows;  /* NULL: one after the other */
  const float *weights;  /* below 0: should be 0, else 1 */
  size_t n, stride;
  const float *gram;
  float ridge;
  const uint32_t *ask, *ask_end; /* rows of the systems to come, not asked for yet */
  const float *asked_of;
} System;

static inline __attribute__ ((always_inline)) const Vector *
system_row (const System *self, size_t i)
{
  return (const Vector *) (self->factors + (self->rows != NULL ? self->rows[i] : i) * self->stride);
}

/* the four sums of four vectors */
static inline __attribute__ ((always_inline)) Quad
sum_lanes (const Vector *of)
{
  const Quad qa = __builtin_shufflevector (of[0], of[0], 0, 1, 2, 3) + __builtin_shufflevector (of[0], of[0], 4, 5, 6, 7);
  const Quad qb = __builtin_shufflevector (of[1], of[1], 0, 1, 2, 3) + __builtin_shufflevector (of[1], of[1], 4, 5, 6, 7);
  const Quad qc = __builtin_shufflevector (of[2], of[2], 0, 1, 2, 3) + __builtin_shufflevector (of[2], of[2], 4, 5, 6, 7);
  const Quad qd = __builtin_shufflevector (of[3], of[3], 0, 1, 2, 3) + __builtin_shufflevector (of[3], of[3], 4, 5, 6, 7);
  const Quad ab = __builtin_shufflevector (qa, qb, 0, 4, 1, 5) + __builtin_shufflevector (qa, qb, 2, 6, 3, 7);
  const Quad cd = __builtin_shufflevector (qc, qd, 0, 4, 1, 5) + __builtin_shufflevector (qc, qd, 2, 6, 3, 7);

  return __builtin_shufflevector (ab, cd, 0, 1, 4, 5) + __builtin_shufflevector (ab, cd, 2, 3, 6, 7);
}

/* out += sum of (t - w.x) h for the first pass, t the target and w the weight; sum of w (h.x) h for the others. @copy:
 * nullable: where the rows are brought together on the way */
static inline __attribute__ ((always_inline)) void
add_rows (System *self, Vector *out, const Vector *x, int n_vectors, int residual, Vector *copy)
{
  static const float nothing[MAX_FACTORS] __attribute__ ((aligned (32))) = { 0 };

  for (size_t i = 0; i < self->n; i += 4)
    {
      const Vector *h[4];
      Vector sums[4] = { { 0 }, { 0 }, { 0 }, { 0 } };
      Quad dots;
      float step[4];

      for (int r = 0; r < 4; r++)
        h[r] = i + r < self->n ? system_row (self, i + r) : (const Vector *) nothing;
      if (self->rows != NULL)
        {
          const size_t ahead = i + AHEAD < self->n ? i + AHEAD : self->n;

          for (size_t next = ahead; next < ahead + 4 && next < self->n; next++)
            for (int v = 0; v < n_vectors; v += 2)
              __builtin_prefetch (system_row (self, next) + v);
        }
      else
        for (int r = 0; r < 4 && self->ask < self->ask_end; r++, self->ask++)
          for (int v = 0; v < n_vectors; v += 2)
            __builtin_prefetch ((const Vector *) (self->asked_of + *self->ask * self->stride) + v, 0, 2);
      for (int r = 0; copy != NULL && r < 4 && i + r < self->n; r++)
        for (int v = 0; v < n_vectors; v++)
          copy[(i + r) * n_vectors + v] = h[r][v];
      for (int v = 0; v < n_vectors; v++)
        for (int r = 0; r < 4; r++)
          sums[r] += h[r][v] * x[v];
      dots = sum_lanes (sums);
      for (int r = 0; r < 4; r++)
        {
          const float weight = i + r < self->n ? self->weights[i + r] : 0;

          if (residual)
            step[r] = weight > 0 ? weight * (1 - dots[r]) : weight * dots[r];
          else
            step[r] = fabsf (weight) * dots[r];
        }
      for (int v = 0; v < n_vectors; v++)
        out[v] += h[0][v] * step[0] + h[1][v] * step[1] + (h[2][v] * step[2] + h[3][v] * step[3]);
    }
}

/* out += sign * (gram + ridge) x */
static inline __attribute__ ((always_inline)) void
add_gram (const System *self, Vector *out, const Vector *x, int n_vectors, float sign)
{
  const float *numbers = (const float *) x;

  for (int i = 0; i < n_vectors * LANES; i += 4)
    {
      const Vector *g = (const Vector *) (self->gram + (size_t) i * self->stride);
      const float a = sign * numbers[i], b = sign * numbers[i + 1], c = sign * numbers[i + 2], d = sign * numbers[i + 3];

      for (int v = 0; v < n_vectors; v++)
        out[v] += g[v] * a + g[v + n_vectors] * b + (g[v + 2 * n_vectors] * c + g[v + 3 * n_vectors] * d);
    }
  for (int v = 0; v < n_vectors; v++)
    out[v] += x[v] * (sign * self->ridge);
}

static inline __attribute__ ((always_inline)) double
dot (const Vector *a, const Vector *b, int n_vectors)
{
  Vector sum = { 0 };
  double total = 0;

  for (int v = 0; v < n_vectors; v++)
    sum += a[v] * b[v];
  for (int lane = 0; lane < LANES; lane++)
    total += sum[lane];
  return total;
}

/* conjugate gradients from where @x is; @gathered: room for the rows, or NULL */
static inline __attribute__ ((always_inline)) void
descend (System *given, Vector *x, int n_vectors, int n_steps, float *gathered)
{
  System system = *given, *self = &system;
  Vector residual[MAX_FACTORS / LANES], direction[MAX_FACTORS / LANES], image[MAX_FACTORS / LANES];
  double rest, before, least;

  memset (residual, 0, n_vectors * sizeof *residual);
  add_rows (self, residual, x, n_vectors, 1, (Vector *) gathered);
  if (gathered != NULL)
    {
      system.factors = gathered;
      system.rows = NULL;
    }
  add_gram (self, residual, x, n_vectors, -1);
  memcpy (direction, residual, n_vectors * sizeof *residual);
  before = dot (residual, residual, n_vectors);
  least = TOLERANCE * (before + dot (x, x, n_vectors));
  for (int step = 0; step < n_steps && before > least; step++)
    {
      float length;

      memset (image, 0, n_vectors * sizeof *image);
      add_rows (self, image, direction, n_vectors, 0, NULL);
      add_gram (self, image, direction, n_vectors, 1);
      length = before / dot (direction, image, n_vectors);
      for (int v = 0; v < n_vectors; v++)
        {
          x[v] += direction[v] * length;
          residual[v] -= image[v] * length;
        }
      rest = dot (residual, residual, n_vectors);
      for (int v = 0; v < n_vectors; v++)
        direction[v] = residual[v] + direction[v] * (float) (rest / before);
      before = rest;
    }
  given->ask = self->ask;
}

/* once for all who call it: with all its known lengths it is large */
static __attribute__ ((noinline)) ATT_NUM_WIDE void
solve (System *self, float *x, int n_steps, float *gathered)
{
  switch (self->stride / LANES) /* loops of known lengths for the usual ones */
    {
    case 4:
      descend (self, (Vector *) x, 4, n_steps, gathered);
      break;

    case 8:
      descend (self, (Vector *) x, 8, n_steps, gathered);
      break;

    case 16:
      descend (self, (Vector *) x, 16, n_steps, gathered);
      break;

    default:
      descend (self, (Vector *) x, self->stride / LANES, n_steps, gathered);
    }
}

/* --- one side --- */

typedef struct {
  const AttAlsConfig *config;
  const AttCsr *matrix;   /* rows are what moves */
  float *moving;
  const float *still;
  const float *gram;
  size_t stride;
  const uint32_t *cached; /* NULL, or instead of the columns: few rows of @still; nothing is written */
} Half;

static double
ridge (const AttAlsConfig *config, size_t n_heard, size_t n_all)
{
  return config->regularization * pow (n_heard + config->missing * (double) n_all, config->frequency_power);
}

static void
solve_block (void *data, size_t block)
{
  const Half *self = data;
  const size_t first = block * BLOCK_ROWS, stride = self->stride, most = GATHER_FLOATS / stride;
  size_t last = first + BLOCK_ROWS;
  float gathered[GATHER_FLOATS] __attribute__ ((aligned (32)));
  const uint32_t *asked = self->matrix->column, *end = asked + att_csr_n_entries (self->matrix);

  if (last > self->matrix->n_rows)
    last = self->matrix->n_rows;
  for (size_t row = first; row < last; row++)
    {
      const size_t start = self->matrix->start[row], n = att_csr_row_length (self->matrix, row);
      const uint32_t *columns = self->matrix->column + start;
      float *x = self->moving != NULL ? self->moving + row * stride : NULL;
      System system = { self->still, columns, self->matrix->value + start, n, stride, self->gram,
                        ridge (self->config, n, self->matrix->n_cols) };
      const size_t far = (size_t) (end - columns) - n < FAR_AHEAD ? (size_t) (end - columns) : n + FAR_AHEAD;

      if (self->cached != NULL)
        {
          float scratch[MAX_FACTORS] __attribute__ ((aligned (32)));

          memcpy (scratch, self->still + row % BLOCK_ROWS * stride, stride * sizeof *scratch);
          system.rows = n <= most ? NULL : self->cached;
          if (n > 0)
            solve (&system, scratch, self->config->n_steps, NULL);
          __asm__ volatile ("" : : "r" (scratch) : "memory"); /* it is wanted */
          continue;
        }
      if (n == 0)
        {
          memset (x, 0, stride * sizeof *x);
          continue;
        }
      system.ask = asked > columns + n ? asked : columns + n;
      system.ask_end = columns + far;
      system.asked_of = self->still;
      solve (&system, x, self->config->n_steps, n <= most ? gathered : NULL);
      asked = system.ask;
    }
}

AttNumStatus
att_als_sweep (AttAls *self, const AttCsr *by_user, const AttCsr *by_item)
{
  float *gram = aligned_alloc (32, self->stride * self->stride * sizeof *gram);
  const int n_threads = self->config.n_threads;
  AttNumStatus status = gram == NULL ? ATT_NUM_NO_MEMORY : self->has_gram ? ATT_NUM_OK : att_als_update_gram (self);
  Half half = { &self->config, by_user, self->users, self->items, self->gram, self->stride, NULL };

  if (status == ATT_NUM_OK)
    {
      att_parallel_run (n_threads, (by_user->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, solve_block, &half);
      status = make_gram (gram, self->users, self->n_users, self->stride, self->config.missing, n_threads);
    }
  if (status == ATT_NUM_OK)
    {
      half = (Half) { &self->config, by_item, self->items, self->users, gram, self->stride, NULL };
      att_parallel_run (n_threads, (by_item->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, solve_block, &half);
      status = att_als_update_gram (self);
    }
  free (gram);
  return status;
}

AttNumStatus
att_als_sweep_in_cache (const AttAls *self, const AttCsr *by_user, const AttCsr *by_item)
{
  const size_t most = GATHER_FLOATS / self->stride;
  const size_t n_all = self->n_users > self->n_items ? self->n_users : self->n_items;
  float *gram = aligned_alloc (32, self->stride * self->stride * sizeof *gram);
  float *rows = aligned_alloc (32, GATHER_FLOATS * sizeof *rows);
  uint32_t *cached = malloc ((n_all + 1) * sizeof *cached);
  AttNumStatus status = gram != NULL && rows != NULL && cached != NULL ? ATT_NUM_OK : ATT_NUM_NO_MEMORY;

  for (size_t i = 0; i < n_all && cached != NULL; i++)
    cached[i] = i % most;
  for (int side = 0; side < 2 && status == ATT_NUM_OK; side++)
    {
      const AttCsr *matrix = side == 0 ? by_user : by_item;
      const float *still = side == 0 ? self->items : self->users;
      const size_t n_still = side == 0 ? self->n_items : self->n_users;
      const Half half = { &self->config, matrix, NULL, rows, gram, self->stride, cached };

      for (size_t i = 0; i < most; i++)
        for (size_t f = 0; f < self->stride; f++)
          rows[i * self->stride + f] = n_still > 0 ? still[i % n_still * self->stride + f] : 0;
      status = make_gram (gram, still, n_still, self->stride, self->config.missing, self->config.n_threads);
      if (status == ATT_NUM_OK)
        att_parallel_run (self->config.n_threads, (matrix->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, solve_block,
                          (void *) &half);
    }
  free (gram);
  free (rows);
  free (cached);
  return status;
}

AttNumStatus
att_als_pack (AttAls *self)
{
  if (self->packed != NULL)
    return ATT_NUM_OK;
  self->packed = att_factors_new (self->items, self->n_items, self->stride);
  if (self->packed == NULL)
    return ATT_NUM_NO_MEMORY;
  free (self->items);
  free (self->users);
  self->items = self->users = NULL;
  return ATT_NUM_OK;
}

void
att_als_fold_in (const AttAls *self, float *out, const uint32_t *items, const float *weights, size_t n)
{
  float x[MAX_FACTORS] __attribute__ ((aligned (32))) = { 0 }, *rows = NULL;
  System system = { self->items, items, weights, n, self->stride, self->gram,
                          ridge (&self->config, n, self->n_items) };

  if (n > 0 && self->packed != NULL)
    {
      rows = aligned_alloc (32, n * self->stride * sizeof *rows);
      for (size_t i = 0; rows != NULL && i < n; i++)
        att_factors_get (self->packed, rows + i * self->stride, items[i]);
      system.factors = rows;
      system.rows = NULL;
    }
  if (n > 0 && system.factors != NULL)
    solve (&system, x, self->config.n_factors, NULL);
  memcpy (out, x, self->stride * sizeof *out);
  free (rows);
}

/* A = gram + sum of c h h^T + r, b = sum of c h. With v = h^T A^-1 h and p = h^T A^-1 b of one of the items, both without it
 * give (p - c v) / (1 - c v): Sherman and Morrison's formula. */
AttNumStatus
att_als_leave_out (const AttAls *self, float *scores, const uint32_t *items, const float *weights, size_t n)
{
  const size_t k = self->stride;
  double *A, b[MAX_FACTORS] = { 0 };

  if (n == 0)
    return ATT_NUM_OK;
  A = malloc (k * k * sizeof *A);
  if (A == NULL)
    return ATT_NUM_NO_MEMORY;
  for (size_t i = 0; i < k * k; i++)
    A[i] = self->gram[i];
  for (size_t f = 0; f < k; f++)
    A[f * k + f] += ridge (&self->config, n - 1, self->n_items);
  for (size_t i = 0; i < n; i++)
    {
      const float *h = self->items + items[i] * k;

      for (size_t f = 0; f < k; f++)
        {
          b[f] += weights[i] * h[f];
          for (size_t g = 0; g <= f; g++)
            A[f * k + g] += weights[i] * h[f] * h[g];
        }
    }
  if (!att_num_invert (A, k, 1))
    {
      free (A);
      return ATT_NUM_BAD_CONFIG;
    }
  for (size_t i = 0; i < n; i++)
    {
      const float *h = self->items + items[i] * k;
      double v = 0, p = 0;

      for (size_t f = 0; f < k; f++)
        {
          double image = 0;

          for (size_t g = 0; g < k; g++)
            image += A[f * k + g] * h[g];
          v += h[f] * image;
          p += b[f] * image;
        }
      scores[i] = (p - weights[i] * v) / (1 - weights[i] * v);
    }
  free (A);
  return ATT_NUM_OK;
}

/* --- the loss --- */

static double
plain_dot (const float *a, const float *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

double
att_als_loss (const AttAls *self, const AttCsr *by_user, const AttCsr *by_item)
{
  const size_t k = self->stride;
  double loss = 0;

  for (size_t u = 0; u < self->n_users; u++)
    {
      const float *w = self->users + u * k;

      for (size_t i = by_user->start[u]; i < by_user->start[u + 1]; i++)
        {
          const double slip = 1 - plain_dot (w, self->items + by_user->column[i] * k, k);

          loss += by_user->value[i] * slip * slip;
        }
      for (size_t f = 0; f < k; f++) /* missing * |H w|^2 */
        loss += w[f] * plain_dot (self->gram + f * k, w, k);
      loss += ridge (&self->config, att_csr_row_length (by_user, u), self->n_items) * plain_dot (w, w, k);
    }
  for (size_t i = 0; i < self->n_items; i++)
    {
      const float *h = self->items + i * k;

      loss += ridge (&self->config, att_csr_row_length (by_item, i), self->n_users) * plain_dot (h, h, k);
    }
  return loss;
}
