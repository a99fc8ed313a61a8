package covey.environments;

/// The floor plan of a [Warehouse]: blocks of shelves two cells wide, highways between them, two goals in the middle of
/// the last row.
record WarehousePlan(int shelfRows, int shelfColumns, int columnHeight) {
  int height() {
    return (columnHeight + 1) * shelfRows + 2;
  }

  int width() {
    return 3 * shelfColumns + 1;
  }

  int cells() {
    return height() * width();
  }

  /// Robots may not unload here: between blocks, in the last row, and in the two columns that lead to the goals.
  boolean highway(int x, int y) {
    int middle = width() / 2;
    return x % 3 == 0
        || y % (columnHeight + 1) == 0
        || y == height() - 1
        || (y > height() - (columnHeight + 3) && (x == middle - 1 || x == middle));
  }

  int shelves() {
    int count = 0;
    for (int y = 0; y < height(); y++) for (int x = 0; x < width(); x++) if (!highway(x, y)) count++;
    return count;
  }
}
