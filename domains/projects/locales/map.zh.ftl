# 项目地图
projects-group-field = 现场与版图
projects-tab-map = 地图
map-title = 项目地图
map-together = { $count } 个项目在一起
map-legend = 数字是挨在一起的项目数，点开放大；颜色取其中最重的灯
map-whole = 看全图
map-schematic = 底图为示意轮廓，不是行政区域界线，不能用于量测。
map-list = 图中项目
map-none = 图中没有项目。
map-more = 另有 { $count } 个，请缩小范围再看。
map-nowhere = 另有 { $count } 个项目没有点位，不在图上。
map-plain = 看示意图
map-on-tiles = 看底图
