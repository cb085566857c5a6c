#include "topological_order.hpp"

#include <algorithm>

namespace klprop::formats {
namespace {

enum class Mark : std::uint8_t { unseen, open, done };

struct Visit {
  std::uint32_t node;
  std::uint32_t next_edge;
};

std::vector<std::uint32_t> cycle_from(const std::vector<Visit>& path, std::uint32_t back_to) {
  std::vector<std::uint32_t> cycle;
  auto visit = std::find_if(path.begin(), path.end(), [&](const Visit& v) { return v.node == back_to; });
  for (; visit != path.end(); ++visit) cycle.push_back(visit->node);
  return cycle;
}

}  // namespace

TopologicalOrder topological_order(const ChildLists& graph) {
  TopologicalOrder result;
  result.order.reserve(graph.node_count());
  std::vector<Mark> marks(graph.node_count(), Mark::unseen);
  std::vector<Visit> path;
  for (std::uint32_t start = 0; start < graph.node_count(); ++start) {
    if (marks[start] != Mark::unseen) continue;
    path.push_back({start, graph.first[start]});
    marks[start] = Mark::open;
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next_edge == graph.first[visit.node + 1]) {
        marks[visit.node] = Mark::done;
        result.order.push_back(visit.node);
        path.pop_back();
        continue;
      }
      const std::uint32_t child = graph.child[visit.next_edge++];
      if (marks[child] == Mark::open) return {{}, cycle_from(path, child)};
      if (marks[child] == Mark::done) continue;
      marks[child] = Mark::open;
      path.push_back({child, graph.first[child]});
    }
  }
  return result;
}

}  // namespace klprop::formats
