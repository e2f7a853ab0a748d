// The same dynamic programme as Tightbound's oracle in plain C++: bytes, shared rows, one loop over k and j for each match.
// splicing_peer FILE SECONDS prints `C++<tab>seconds per instance<tab>total cost`.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using Row = std::uint8_t *;
struct Problem {
  std::vector<int> target;
  std::vector<std::vector<int>> neighbours;
};

// Twice infinity still is a byte; targets have fewer words.
constexpr std::uint8_t infinity = 127;

int cost(const Problem &problem) {
  const auto &y = problem.target;
  const int n = static_cast<int>(y.size()), width = n + 1;
  if (n == 0) return 0;
  std::vector<std::unique_ptr<std::uint8_t[]>> blocks;
  int left = 0;
  Row free = nullptr;
  auto make = [&]() -> Row {
    if (left == 0) {
      left = 512;
      blocks.emplace_back(new std::uint8_t[static_cast<std::size_t>(left) * width]);
      free = blocks.back().get();
    }
    --left;
    Row row = free;
    free += width;
    return row;
  };
  std::vector<std::uint8_t> sums(static_cast<std::size_t>(width) * width, infinity), tree(width);
  std::vector<std::vector<Row>> pieces, suffixes;
  for (const auto &text : problem.neighbours) {
    pieces.emplace_back((text.size() + 1) * n, nullptr);
    suffixes.emplace_back((text.size() + 1) * n, nullptr);
  }
  for (int i = n - 1; i >= 0; --i) {
    std::memset(tree.data(), infinity, width);
    const std::uint8_t *inner = &sums[static_cast<std::size_t>(i + 1) * width];
    for (std::size_t m = 0; m < problem.neighbours.size(); ++m) {
      const auto &text = problem.neighbours[m];
      for (int l = static_cast<int>(text.size()) - 1; l >= 0; --l) {
        Row below = suffixes[m][(l + 1) * n + i];
        if (text[l] != y[i]) {
          suffixes[m][l * n + i] = below;
          continue;
        }
        Row row = make();
        std::memset(row, infinity, width);
        row[i + 1] = 0;
        if (i + 1 < n) {
          if (Row longer = pieces[m][(l + 1) * n + i + 1]) {
            for (int j = i + 2; j <= n; ++j) row[j] = row[j] < longer[j] ? row[j] : longer[j];
          }
        }
        for (int k = i + 2; k < n; ++k) {
          Row rest = suffixes[m][(l + 1) * n + k];
          if (!rest || inner[k] == infinity) continue;
          const std::uint8_t inside = inner[k];
          for (int j = k + 1; j <= n; ++j) {
            const std::uint8_t value = inside + rest[j];
            row[j] = row[j] < value ? row[j] : value;
          }
        }
        pieces[m][l * n + i] = row;
        if (below) {
          Row both = make();
          for (int j = 0; j <= n; ++j) both[j] = row[j] < below[j] ? row[j] : below[j];
          suffixes[m][l * n + i] = both;
        } else {
          suffixes[m][l * n + i] = row;
        }
        for (int j = i + 1; j <= n; ++j) {
          const std::uint8_t value = row[j] + 1;
          if (value < tree[j]) tree[j] = value;
        }
      }
    }
    std::uint8_t *sum = &sums[static_cast<std::size_t>(i) * width];
    for (int j = i + 1; j <= n; ++j) sum[j] = tree[j];
    for (int k = i + 1; k < n; ++k) {
      const std::uint8_t *rest = &sums[static_cast<std::size_t>(k) * width];
      if (tree[k] == infinity) continue;
      for (int j = k + 1; j <= n; ++j) {
        const std::uint8_t value = tree[k] + rest[j];
        sum[j] = sum[j] < value ? sum[j] : value;
      }
    }
  }
  return sums[n];
}

int main(int, char **arguments) {
  std::ifstream file(arguments[1]);
  const double limit = std::atof(arguments[2]);
  std::vector<Problem> problems;
  for (std::string line; std::getline(file, line);) {
    std::istringstream numbers(line);
    int count, length;
    Problem problem;
    numbers >> count;
    for (int m = -1; m < count; ++m) {
      numbers >> length;
      std::vector<int> text(length);
      for (int &word : text) numbers >> word;
      if (m < 0) problem.target = text;
      else problem.neighbours.push_back(text);
    }
    problems.push_back(problem);
  }
  const auto start = std::chrono::steady_clock::now();
  long total = 0, passes = 0;
  double elapsed = 0;
  do {
    total = 0;
    for (const auto &problem : problems) total += cost(problem);
    ++passes;
    elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  } while (elapsed < limit);
  std::printf("C++\t%.9f\t%ld\n", elapsed / (passes * problems.size()), total);
}
