/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-matters.h"

#include <string.h>

/* clang-format off */
static const LianMatter matters[] = {
  { "utility-manhole", "zj-sz", 5, 120,
    "{r}窨井盖松动异响|{r}口窨井盖破损|人行道窨井盖下沉|{r}弱电井盖缺失|井盖松动异响|{e}门前污水井盖翘起",
    "{r}{s}窨井盖松动，车辆经过响声很大，夜间影响休息。|{s}井盖边缘破裂，行人容易绊倒，希望尽快更换。|井盖与路面高差约 {n} 厘米，电动车经过颠簸明显。",
    "已到场围挡并更换同型号防坠井盖，周边路面已找平。|井盖已加装减震胶圈，复测无异响。|已与产权单位核实，现场更换完毕，照片已上传。" },
  { "utility-grate", "zj", 4, 30,
    "{r}雨水篦子缺失|{r}雨水篦子堵塞|雨水口被落叶堵塞|{r}{s}篦子断裂|雨水篦子异响",
    "{r}{s}雨水篦子缺失，洞口裸露，小孩经过不安全。|雨水口堆满落叶和泥沙，下雨就积水。|篦子断了一根，自行车轮容易卡住。",
    "已清掏雨水口 {n} 座，排水恢复正常。|缺失篦子已补装并加固。|已更换球墨铸铁篦子，现场恢复。" },
  { "utility-lamp", "zj-ld", 7, 20,
    "路灯整排不亮|{r}路灯不亮|{r}{s}路灯闪烁|路灯杆倾斜|{r}路灯白天常亮|背街小巷无路灯",
    "{r}连续 {n} 盏路灯不亮，晚上出行看不清路。|{s}路灯忽明忽暗，已有三四天。|路灯杆被车辆擦碰后倾斜，担心倒下。",
    "已更换光源 {n} 套，当晚亮灯正常。|电缆接头故障已修复，全段恢复照明。|灯杆已扶正加固。" },
  { "utility-pipe", "zj", 5, 40,
    "{r}污水管道外溢|{r}排水管网堵塞|排水沟清淤|{e}门前污水外溢|背街排水不畅|雨污管道错接",
    "{r}{s}污水从井口冒出，气味难闻，行人绕行。|排水沟淤积严重，水排不出去。|一下雨店门口就积水，多次反映未彻底解决。",
    "已用吸污车疏通管道，清运淤泥 {n} 方。|堵塞段已疏通，检查井已清掏。|已制定改造计划，先行临时疏通。" },
  { "utility-cable", "zj", 3, 30,
    "老旧电缆下垂|{r}通信线缆脱落|{e}楼外线缆杂乱|线缆断落在人行道|{r}废弃线杆未拆",
    "{r}{s}线缆垂到不足两米，过往车辆有刮碰风险。|楼道外墙线缆缠绕，影响美观也不安全。|线缆断落在路边，不知是否带电。",
    "已联系产权单位将线缆绑扎上架。|断落线缆为废弃通信线，已清除。|已完成 {n} 处飞线整治。" },
  { "utility-pump", "zj", 2, 40,
    "{e}二次供水水质异味|{e}顶楼水压不足|泵房夜间噪声大|水箱清洗未公示",
    "{e}近几天自来水有异味，放水几分钟仍有。|高峰时段顶层几乎无水，影响做饭洗漱。|地下泵房整夜运转，一楼住户无法休息。",
    "已对水箱清洗消毒，水质检测合格，报告已张贴。|已调整变频泵压力参数，顶层水压恢复。|泵房已加装减振垫。" },
  { "traffic-sign", "ga", 3, 10,
    "{r}停车标线模糊|{r}指示牌被树叶遮挡|限高牌倾斜|{r}口缺少让行标志|减速带松脱",
    "{r}标线磨损严重，夜间看不清车道。|{s}指示牌被树枝挡住，外地司机常走错。|减速带螺丝外露，已扎坏轮胎。",
    "已安排重新施划标线。|遮挡枝条已修剪，标牌清晰。|标志已扶正加固。" },
  { "traffic-signal", "ga", 2, 100,
    "{r}口信号灯不亮|信号灯配时不合理|{r}行人灯故障|信号灯倒计时不显示",
    "{r}口信号灯全部不亮，车辆抢行，比较危险。|左转绿灯只有 {n} 秒，高峰排队很长。|行人过街灯一直红灯，老人只能闯。",
    "信号机已修复，运行正常。|已按高峰流量调整配时。|已更换灯组。" },
  { "traffic-rail", "zj", 2, 30,
    "{r}中央护栏倾倒|人行道护栏破损|{r}隔离桩缺失|桥头护栏松动",
    "{r}{s}护栏被撞倒一片，碎片散落路面。|护栏底座松动，风大时摇晃。|隔离桩少了 {n} 根，汽车开上人行道。",
    "护栏已扶正修复 {n} 节。|隔离桩已补齐。|已清理现场并恢复护栏。" },
  { "traffic-stop", "jt", 2, 10,
    "{r}公交站牌破损|公交站台座椅损坏|站亭顶棚漏雨|电子站牌不显示",
    "{r}公交站座椅断裂，老人无处休息。|站亭顶棚漏雨，雨天无法避雨。|电子站牌黑屏近一周，不知班次。",
    "座椅已更换。|顶棚已修补，雨后复查无渗漏。|电子站牌已重启并更换通信模块。" },
  { "traffic-road", "zj", 6, 40,
    "{r}路面坑洼|背街路面坑洼积水|{r}人行道砖松动|{r}沥青开裂|盲道砖缺损|路面沉降",
    "{r}{s}路面坑洼，雨天积水看不清深浅。|人行道砖松动，踩上去溅一身泥水。|盲道中断且有破损，视障居民出行不便。",
    "已采用冷补料修补坑槽 {n} 处。|松动砖块已重新铺设。|已列入本月养护计划并先行铺垫。" },
  { "sanitation-bin", "cg", 4, 5,
    "垃圾桶满溢|{r}果皮箱破损|{e}垃圾桶缺盖|分类桶标识脱落|果皮箱倾倒",
    "{r}{s}垃圾桶满溢，垃圾掉落一地。|果皮箱门脱落，污水外流。|桶盖缺失，蚊蝇多。",
    "已清运并增加收运频次。|破损果皮箱已更换 {n} 个。|桶体已清洗，桶盖已补配。" },
  { "sanitation-toilet", "cg", 3, 5,
    "公厕水龙头损坏|公厕冲水故障|{r}公厕异味|公厕照明损坏|公厕门锁损坏",
    "{r}公厕水龙头一直流水，浪费严重。|女厕 {n} 个蹲位只有一半能用。|公厕气味大，地面湿滑。",
    "龙头已更换，全部厕位可用。|已加强保洁，每两小时巡查一次。|照明与门锁已修复。" },
  { "sanitation-station", "cg", 2, 5,
    "垃圾中转站异味扰民|中转站污水外流|转运车辆滴漏|中转站夜间作业噪声",
    "{r}中转站气味重，附近居民不敢开窗。|转运车沿路滴漏污水，路面发黑。|凌晨压缩作业声音大。",
    "已冲洗除臭并调整作业时间。|滴漏车辆已停运检修。|已加装除臭喷淋。" },
  { "green-tree", "cg", 4, 30,
    "绿化带枯枝坠落|{r}行道树遮挡路灯|行道树枝条触碰电线|{e}门前树木倾斜|树穴缺土裸露",
    "{r}{s}有枯枝悬在半空，风大怕掉下来砸人。|树枝伸到三楼窗户，影响采光。|行道树倾斜明显，已靠在线杆上。",
    "枯枝已修剪清运。|已支撑扶正并加固。|修剪行道树 {n} 株。" },
  { "green-belt", "cg", 4, 5,
    "{r}绿化带被踩踏|绿地黄土裸露|绿化带内堆放杂物|{e}绿地毁绿种菜|绿篱缺株",
    "{r}{s}绿化带被踩出小路，黄土裸露。|有人在绿地里种菜，施肥气味大。|绿化带里丢了不少建筑垃圾。",
    "已补植绿篱约 {n} 平方米。|菜地已清除，复绿完成。|杂物已清理。" },
  { "otherpart-fitness", "street", 3, 5,
    "健身器材松动|健身步道积水|{e}健身器材缺损|广场座椅断裂|儿童滑梯破损",
    "{e}健身器材螺丝松动，老人锻炼时摇晃。|步道低洼处积水，走路湿鞋。|滑梯边缘开裂，容易划伤孩子。",
    "器材已紧固并检查其余 {n} 件。|破损部件已更换。|步道排水孔已疏通。" },
  { "otherpart-rail", "sl", 1, 20,
    "河道护栏缺损|亲水平台栏杆松动|淦河步道护栏锈蚀|河堤警示牌缺失",
    "河边护栏缺了 {n} 段，晚上散步不安全。|亲水平台栏杆一推就晃。|步道护栏锈蚀断裂，有儿童在旁玩耍。",
    "缺损护栏已设临时围挡，{n} 日内焊接恢复。|栏杆已加固。|警示牌已补设。" },
  { "otherpart-gate", "street", 3, 5,
    "小区门禁故障|{e}单元门无法关闭|{e}道闸失灵|人脸识别不工作|单元门对讲无声",
    "{e}{b}单元门关不上，陌生人随意进出。|门禁刷卡无反应，住户被关在外面。|道闸抬杆故障，早高峰堵车。",
    "门禁电源已更换，运行正常。|单元门闭门器已更换。|道闸已修复。" },
  { "env-garbage", "cg", 9, 5,
    "垃圾清运不及时|{r}暴露垃圾|{e}门口垃圾堆积|河边生活垃圾|建筑垃圾偷倒|菜市场周边垃圾",
    "{r}{s}生活垃圾堆了两三天没有清运。|有人夜间偷倒建筑垃圾约 {n} 车。|市场收摊后菜叶满地，气味大。",
    "已清运垃圾 {n} 车，地面已冲洗。|已清理并设置监控提示牌。|已调整清运班次。" },
  { "env-road", "cg", 6, 2,
    "{r}路面泥泞|{r}油污未清|落叶堆积|人行道污渍|{r}路面抛洒碎石|早点摊油污",
    "{r}{s}路面有大片油污，骑车容易打滑。|落叶几天没扫，堵住了雨水口。|碎石散落机动车道。",
    "已机扫并高压冲洗。|油污已用清洗剂处理。|已安排人工保洁。" },
  { "env-bulky", "street", 6, 5,
    "楼下堆放旧家具|{e}旧沙发占用通道|巷口堆放装修垃圾|{e}大件垃圾未清|空地堆放废品",
    "{e}{b}楼下旧家具堆放多日，影响通行。|巷口装修袋堆成小山。|有人长期在空地堆放废品，存在火灾隐患。",
    "已联系清运公司当日清走。|已与当事人沟通，限期清理完毕。|已设大件垃圾投放点。" },
  { "env-water", "sl", 3, 5,
    "河道漂浮物|淦河河面水草聚集|沟渠垃圾漂浮|水塘蓝藻异味|岸边白色垃圾",
    "{r}桥下河面漂浮物较多，影响观感。|沟渠里塑料袋堵住涵管。|水塘发绿有异味。",
    "已组织打捞船清理，清运 {n} 船。|涵管口垃圾已清除。|已投放微生物制剂并加强巡河。" },
  { "env-fume", "cg", 4, 5,
    "夜市油烟直排居民楼|{r}餐馆油烟扰民|烧烤摊油烟|餐饮排烟管道异味|{e}底商油烟",
    "{r}餐馆油烟直接排向居民楼，不敢开窗。|烧烤摊每天营业到凌晨，烟味很重。|排烟管道正对 {n} 楼窗户。",
    "已责令清洗油烟净化设施并提供清洗记录。|已查处露天烧烤，暂扣炉具。|已协调商户抬高排烟口。" },
  { "env-dust", "cg", 3, 5,
    "{r}工地扬尘|裸土未覆盖|道路扬尘较大|拆迁工地未洒水|砂石堆场扬尘",
    "{r}{s}工地未洒水，风一吹尘土飞扬。|裸土堆放近一周没有覆盖。|砂石车进出带泥上路。",
    "已要求覆盖防尘网并开启喷淋。|已增加洒水频次。|已约谈施工单位。" },
  { "env-smell", "hb", 2, 5,
    "垃圾分类点异味|{r}污水异味|化粪池异味|养殖场气味扰民|企业夜间异味",
    "{r}一带傍晚有刺鼻气味。|化粪池井口冒臭味，楼下住户受影响。|附近养殖场粪污气味大。",
    "现场检测未超标，已要求加盖除臭。|化粪池已清掏。|已责令养殖户干湿分离处理。" },
  { "ads-poster", "cg", 4, 1,
    "楼道小广告|{r}墙面小广告|{e}单元门贴满广告|电线杆小广告|地面喷涂广告",
    "{e}楼道里小广告贴满，撕了又贴。|{r}{s}墙面喷涂办证电话。|公交站被贴广告。",
    "已清理小广告 {n} 处并停机处理。|墙面已覆盖粉刷。|已加密巡查。" },
  { "ads-board", "cg", 3, 40,
    "广告牌固定件脱落|{r}门头招牌松动|户外广告破损|道旗掉落|灯箱漏电隐患",
    "{r}{s}广告牌一角脱落，在风中摇晃。|门头招牌掉下一块铁皮。|灯箱裸露电线，雨天怕漏电。",
    "已拆除松动招牌。|固定件已加固，复查牢固。|已断电整改。" },
  { "works-noise", "cg", 6, 5,
    "{r}夜间施工噪声|工地凌晨浇筑扰民|{e}旁工地噪声|午间装修噪声|道路夜间破碎",
    "{r}工地夜里 11 点后仍在施工，无法入睡。|凌晨浇筑混凝土，声音持续到天亮。|中午 12 点还在电钻。",
    "已到场制止并要求停止夜间施工。|施工单位已公示夜间许可并调整时段。|已立案调查。" },
  { "works-fence", "zj", 2, 20,
    "施工围挡倾斜|{r}围挡占用人行道|围挡破损有缺口|基坑周边无防护",
    "{r}{s}围挡被风吹歪，行人从旁经过害怕。|围挡把人行道全占了，只能走车道。|围挡有缺口，小孩钻进去玩。",
    "围挡已加固。|已退让出 {n} 米行人通道。|缺口已封闭并增设警示灯。" },
  { "works-mud", "cg", 3, 5,
    "渣土车沿路撒漏|{r}渣土撒漏|工地车辆带泥上路|夜间偷运渣土",
    "{r}多处渣土撒漏，路面打滑。|渣土车未密闭，沿路掉土。|工地出口没有冲洗，满路泥浆。",
    "撒漏路段已冲洗，责任单位已处罚。|已要求出口增设洗车平台。|已联合交警夜查。" },
  { "works-dig", "zj", 2, 10,
    "{r}占道施工未恢复|路面开挖回填不实|{r}施工无告示|人行道开挖停工",
    "{r}开挖后停工半个月，没有恢复。|回填不实，路面下沉 {n} 厘米。|施工没有公示牌，不知何时完工。",
    "已督促施工单位限期恢复路面。|回填段已重新压实。|公示牌已设置。" },
  { "sudden-collapse", "zj", 1, 350,
    "{r}路面塌陷|{r}非机动车道塌陷|人行道空洞|停车位下方空洞",
    "{r}{s}路面突然塌陷约 {n} 平方米，已有车辆陷入。|人行道砖下空洞，踩上去下沉。",
    "已围挡并完成探测，回填注浆处理。|塌陷处已回填恢复通行。" },
  { "sudden-flood", "zj", 1.5, 250,
    "{r}积水无法通行|下穿通道积水|{e}地下车库进水|低洼路段积水",
    "{r}{s}积水约 {n}0 厘米，车辆熄火。|地下车库入口倒灌，水位上涨。",
    "已架泵抽排，{n} 小时后恢复通行。|已设沙袋挡水并疏通管网。" },
  { "sudden-burst", "zj", 1.5, 300,
    "{r}供水管爆裂|{e}门前水管爆裂|消防栓漏水|{r}路面冒水",
    "{r}{s}路面不断冒水，流了一早上。|消防栓漏水，路面全是水。",
    "已关阀抢修，恢复供水。|漏点已开挖修复。" },
  { "sudden-tree", "cg", 1, 250,
    "{r}大树倒伏|树木倒伏压车|断枝阻断道路|{e}内大树倾倒",
    "{r}{s}大树倒伏，占了半幅路。|树枝断落压到停放车辆。",
    "已切割清运，道路恢复通行。|已扶正并通知车主对接保险。" },
  { "street-stall", "cg", 9, 2,
    "{r}早市占道|{r}占道经营|校门口流动摊贩|菜贩占用人行道|店外经营|{e}门前占道摆摊",
    "{r}{s}早市摊位占了半幅路，公交无法靠站。|流动摊贩堵在校门口，放学时拥堵。|店铺把货摆到人行道上。",
    "已劝离摊贩 {n} 处，引导入市经营。|店外物品已收回店内。|已安排定点值守。" },
  { "street-parking", "ga", 7, 2,
    "{r}违停严重|消防通道停车|人行道违停|公交站台违停|{e}出口被堵",
    "{r}{s}车辆违停占道，上下班堵得走不动。|有车停在人行道上，婴儿车过不去。|车库出口被堵，联系不上车主。",
    "已现场劝离并抓拍 {n} 起。|已施划禁停线。|已联系车主挪车。" },
  { "street-bike", "cg", 6, 1,
    "共享单车乱停放|{r}共享单车堆积|盲道被单车占用|车站出口单车淤积|{e}门口单车倒伏",
    "{r}{s}共享单车占满人行道，盲道被挡。|几十辆单车倒伏在路口。|单车停到非机动车道上。",
    "已清运归位 {n} 辆。|已约谈企业增派运维人员。|已规范停放区标线。" },
  { "street-noise", "cg", 5, 2,
    "沿街商铺噪声扰民|广场舞音量过大|{r}店铺喇叭叫卖|KTV 低频噪声|{e}楼下麻将馆噪声",
    "{r}店铺喇叭从早放到晚。|广场舞晚上 10 点还没结束。|楼下歌厅低音震动，窗户嗡嗡响。",
    "已劝导商户关闭外放喇叭。|已与舞队约定音量和时间。|经检测超标，已责令整改。" },
  { "street-dog", "ga", 3, 15,
    "流浪犬聚集|{e}遛狗不牵绳|流浪犬追人|犬只扰民",
    "{r}{s}有 {n} 只流浪狗，追赶学生。|大型犬不牵绳，老人受到惊吓。|犬只整夜吠叫。",
    "已捕捉流浪犬 {n} 只送收容点。|已上门告知养犬规定。|已安排巡查。" },
  { "otherevent-build", "cg", 2, 2,
    "{e}楼顶违建|一楼私搭雨棚|占用公共绿地搭建|自建房加层|违规搭建棚房",
    "{e}{b}顶楼正在搭建阳光房。|一楼住户把绿地围成院子。|有人在路边搭建棚房用于经营。",
    "已下达停工通知，正在组织拆除。|当事人已自行拆除。|已立案查处。" },
  { "otherevent-charge", "street", 5, 5,
    "电动车飞线充电|{e}电动车进楼入户|楼道充电隐患|{e}充电桩不够用",
    "{e}{b}有住户从窗户拉线给电动车充电。|电动车推进电梯上楼充电。|楼道里停满电动车，占了逃生通道。",
    "已现场拆除飞线并上门教育。|已协调物业增设充电桩 {n} 个。|电梯阻车系统已启用。" },
  { "otherevent-corridor", "street", 6, 2,
    "楼道堆放杂物|{e}楼梯间堆物|楼道堆放纸箱|{e}楼顶堆放杂物|地下室堆物",
    "{e}{b}楼道堆满杂物，轮椅无法通过。|楼梯间堆放纸箱和旧家具，存在火灾隐患。|楼顶门被杂物堵住。",
    "已与住户沟通清理完毕。|社区与物业联合清理楼道 {n} 层。|已贴温馨提示并回访。" },
  { "dispute-neighbour", "street", 4, 5,
    "楼上漏水纠纷|邻里占地纠纷|{e}邻里停车矛盾|宅基地界线争议|晾晒滴水矛盾",
    "楼上卫生间漏水，协商多次未果。|两家因门前空地使用争吵。|邻居空调外机正对窗户，希望调解。",
    "已组织双方调解，达成书面协议。|双方同意各让一步，已回访。|已现场勘验并提出维修方案。" },
  { "dispute-property", "street", 4, 2,
    "物业与业主停车费矛盾|{e}物业交接纠纷|业委会选举争议|装修押金不退",
    "{e}物业上调停车费，业主意见大。|前期物业拒不移交资料。|装修押金半年未退。",
    "已召开三方协商会，形成意见。|物业已退还押金。|已指导业委会依规公示。" },
  { "dispute-wage", "rs", 2, 10,
    "拖欠工资|农民工讨薪|餐馆拖欠工资|未签劳动合同",
    "在{r}一工地做工 {n} 个月，工资未结清。|餐馆停业，老板拖欠工资。",
    "已责令单位限期支付，工资已到账。|已进入劳动监察程序。" },
  { "dispute-noise", "ga", 3, 2,
    "楼上深夜噪声|邻居练琴扰民|{e}深夜喧哗|租户聚会扰民",
    "楼上每晚 12 点后仍有跳动声。|隔壁租户经常聚会到凌晨。",
    "民警已上门劝导，双方和解。|已告知相关规定，近两日未再发生。" },
  { "safety-fire", "xf", 4, 40,
    "消防通道被占|{e}消防栓无水|灭火器过期|{r}商铺封堵安全出口|楼道消防门损坏",
    "{e}消防通道停满车辆，救护车进不来。|室内消火栓没有水压。|商铺二楼出口被货物堵死。",
    "消防通道已清理并划线。|消火栓已修复，水压正常。|已责令商铺当场整改。" },
  { "safety-gas", "zj", 0.8, 400,
    "{e}楼道燃气异味|餐馆燃气管老化|燃气调压箱被撞|燃气表漏气",
    "{e}{b}楼道能闻到燃气味。|餐馆使用的软管老化开裂。",
    "已检测并更换接头，复测无泄漏。|软管已更换为不锈钢波纹管。" },
  { "safety-lift", "sj", 4, 60,
    "{e}电梯异响|电梯频繁停运|{e}电梯门反复开合|老旧电梯困人|电梯按键失灵",
    "{e}{b}电梯运行有异响，住户不敢乘坐。|电梯一周停运 {n} 次。|老人被困电梯约 {n}0 分钟。",
    "维保单位已更换曳引轮，检验合格。|门机已调试，运行平稳。|已约谈维保单位并增加巡检。" },
  { "safety-house", "zj", 2, 30,
    "外墙瓷砖脱落|{e}阳台开裂|老屋墙体倾斜|{e}外墙空鼓",
    "{e}{b}外墙瓷砖脱落，砸在绿化带。|阳台裂缝明显变宽。|老屋墙体倾斜，担心雨后倒塌。",
    "已设警戒并排除松动瓷砖。|已委托鉴定，临时支撑到位。|住户已暂时转移。" },
  { "safety-food", "sj", 4, 5,
    "熟食店卫生差|{r}餐馆食材变质|超市售卖过期食品|校园周边三无食品|外卖吃出异物",
    "{r}熟食店没有防蝇设施。|购买的牛奶已过期 {n} 天。|外卖中发现异物，商家不处理。",
    "已检查并责令整改，过期食品已下架。|商家已退款道歉。|已抽样送检。" },
  { "safety-fraud", "ga", 2, 30,
    "疑似养生讲座诈骗|{e}上门推销保健品|陌生人冒充客服|虚假中奖信息",
    "有人在{e}组织老人听课卖保健品。|接到自称客服电话要求转账。",
    "已驱散讲座并登记人员信息。|已核实为诈骗线索并上门劝阻。" },
  { "safety-water", "sl", 1, 40,
    "水塘无警示标志|儿童河边戏水|水库涵管漏水|野钓占用大坝",
    "{r}旁水塘没有护栏和警示。|放学后有孩子在河边玩水。",
    "已设置警示牌和救生圈 {n} 个。|已安排巡查员值守。" },
  { "livelihood-elder", "street", 4, 60,
    "独居老人紧急呼叫|高龄老人需上门助浴|独居老人联系不上|老人需要助餐|失能老人申请护理床位",
    "老人按下紧急呼叫按钮，回拨无人接听。|独居老人两天没有下楼，邻居担心。|八十多岁老人行动不便，希望上门理发。",
    "网格员已上门，老人平安，已联系子女。|已安排助浴服务。|已纳入每日探访名单。" },
  { "livelihood-canteen", "mz", 2, 2,
    "社区食堂价格咨询|助餐点菜品单一|社区食堂延长营业|助餐卡充值不便",
    "社区食堂最近涨了 {n} 元，想了解原因。|希望增加软烂菜品。",
    "已公示价格构成，低收入老人维持原价。|菜谱已调整，每周公示。" },
  { "livelihood-water", "zj", 5, 10,
    "自来水压力不足|{e}停水未通知|自来水发黄|水表计量异议",
    "{e}早晚高峰水压不足，热水器打不着火。|突然停水，没有提前通知。|水龙头放出黄水。",
    "供水公司已冲洗管网，水质恢复。|阀门故障已排除，水压正常。|水表已送检。" },
  { "livelihood-clinic", "wj", 2, 5,
    "社区卫生室药品不全|预约挂号困难|卫生站周末无人|家庭医生签约未服务",
    "慢病药在卫生室买不到，要跑到城里。|周末卫生站不开门，老人换药不便。",
    "已调配药品并建立缺药登记。|已安排周末轮值。" },
  { "livelihood-school", "ga", 3, 5,
    "校门口交通疏导|放学时段拥堵|学校门口无斑马线|接送车辆占道",
    "放学时校门口车辆乱停，孩子穿行危险。|希望上下学时段增加疏导力量。",
    "已安排护学岗，拥堵缓解。|斑马线已施划。" },
  { "livelihood-bus", "jt", 3, 2,
    "公交末班太早|{r}公交间隔长|希望增设公交站|公交改线不便",
    "{r}公交 {n}0 分钟一班，上班不便。|末班车六点半就停，下班赶不上。",
    "已增加早晚高峰班次。|末班车延至 20:30。|已纳入线网优化方案。" },
  { "livelihood-price", "sj", 3, 2,
    "停车场乱收费|菜场短斤少两|{e}充电加价|商家不明码标价",
    "{r}停车场未公示收费标准。|买菜复秤少了 {n} 两。|充电桩服务费偏高。",
    "已责令公示并退还多收费用。|电子秤已校准。|已约谈经营者。" },
  { "livelihood-aid", "mz", 2, 5,
    "低保申请咨询|临时救助进度查询|残疾补贴未到账|困难家庭求助",
    "家中有人患病，想申请临时救助。|上月补贴没有到账。",
    "已受理申请，预计 {n} 个工作日办结。|补贴已补发。" },
  { "property-fee", "street", 3, 1,
    "物业公共收益公示不全|{e}物业费明细不清|维修资金使用未公示|电梯广告收益去向",
    "{e}物业一年没有公示公共收益。|维修资金使用没有征求意见。",
    "已督促物业在公示栏公示。|已召开业主座谈会说明。" },
  { "property-light", "street", 4, 1,
    "楼道感应灯损坏|{e}楼道灯不亮|地下车库照明不足|{e}电梯厅灯坏",
    "{e}{b}楼道灯坏了 {n} 层，老人上下楼看不清。|车库灯只亮一半。",
    "已更换感应灯 {n} 个。|车库照明已恢复。" },
  { "property-leak", "street", 3, 3,
    "地下车库渗水|{e}顶楼漏雨|外墙渗水|屋面防水老化",
    "{e}{b}顶楼漏雨，墙皮脱落。|车库顶板渗水，滴在车上。",
    "已做防水修补，雨后复查。|已启用维修资金申请程序。" },
  { "property-parking", "street", 4, 1,
    "{e}车位被占|{e}乱收停车费|外来车辆占位|新能源车位被占",
    "{e}车位经常被外来车辆占用。|充电车位停着燃油车。",
    "物业已加强进出管理。|已重新划定车位 {n} 个。" },
  { "property-clean", "street", 4, 1,
    "垃圾分类点异味|{e}保洁不到位|{e}垃圾房脏乱|电梯轿厢脏",
    "{e}楼道一周没有打扫。|分类点周围污水横流。",
    "物业已增派保洁员。|垃圾房已冲洗消毒。" },
};
/* clang-format on */

static const char *const spots[] = {
  "路口", "东侧",     "西侧", "南段",   "北段",     "公交站旁", "小学门口", "菜市场旁",
  "桥头", "药店门前", "中段", "转角处", "银行门前", "加油站旁", "广场旁",   "社区门前",
};

static const char *const surnames[] = {
  "陈", "王", "李", "张", "刘", "周", "吴", "徐", "孙", "胡", "朱", "何", "余", "黄",
  "程", "郑", "葛", "毛", "镇", "杜", "廖", "樊", "章", "夏", "曹", "汪", "阮", "饶",
};

static const char *const given_names[] = {
  "建国", "秀英", "志强", "丽华", "晓东", "桂兰", "文斌", "海燕", "国庆", "春梅", "俊杰",
  "雪琴", "永明", "玉珍", "浩然", "思雨", "德胜", "红霞", "子轩", "慧敏", "长青", "金凤",
  "立新", "爱民", "晨",   "倩",   "磊",   "敏",   "涛",   "洁",   "勇",   "静",
};

static const struct
{
  const char *code;
  double weight;
} sources[] = {
  { "wechat", 30 },  { "grid", 30 },    { "12345", 18 },   { "digital_cg", 10 },
  { "xueliang", 4 }, { "elderly", 0 },  { "group", 4 },    { "visit", 1 },
  { "phone", 2 },    { "leader", 0.6 }, { "property", 1 },
};

static const struct
{
  const char *code;
  double weight;
  const char *words;
} ratings[] = {
  { "very_satisfied", 26,
    "处理得很快，点赞|当天就处理好了，还打了回访电话|网格员很负责，谢谢|没想到半天就解决了" },
  { "satisfied", 54,
    "比想的快，方便多了|处理得很干净|问题解决了，希望保持|来的师傅很耐心|回复及时" },
  { "basically_satisfied", 14, "先临时处理了，等后续彻底解决|总体可以，时间久了点|解决了但有点慢" },
  { "dissatisfied", 4.6, "没过两天又这样，请长期管|只是拍了照，问题还在|说是好了，第二天又一样" },
  { "very_dissatisfied", 1, "反映三次了，没有人管|答非所问" },
};

/**
 * lian_matters_get:
 * @n: (out): how many
 *
 * Returns: (transfer none): everything that gets reported.
 */
const LianMatter *
lian_matters_get (guint *n)
{
  *n = G_N_ELEMENTS (matters);
  return matters;
}

/**
 * lian_matters_find:
 *
 * Returns: (transfer none) (nullable): what is known about @category.
 */
const LianMatter *
lian_matters_find (const char *category)
{
  for (guint i = 0; i < G_N_ELEMENTS (matters); i++)
    if (g_strcmp0 (matters[i].category, category) == 0)
      return &matters[i];
  return NULL;
}

static void
append_slot (GString *text, char slot, const LianMatterPlace *place, LianDice *dice)
{
  switch (slot)
    {
    case 'r':
      g_string_append (text, place->road);
      break;
    case 'e':
      g_string_append (text, place->estate);
      break;
    case 'b':
      g_string_append_printf (
          text, " %u 栋", place->building > 0 ? place->building : 1 + lian_dice_below (dice, 18));
      break;
    case 's':
      g_string_append (text, spots[lian_dice_below (dice, G_N_ELEMENTS (spots))]);
      break;
    case 'n':
    default:
      g_string_append_printf (text, "%d", lian_dice_between (dice, 2, 9));
      break;
    }
}

/**
 * lian_matter_fill:
 * @variants: texts parted by "|"
 *
 * Returns: (transfer full): one of the texts with its places filled in.
 */
char *
lian_matter_fill (const char *variants, const LianMatterPlace *place, LianDice *dice)
{
  g_auto (GStrv) list = g_strsplit (variants, "|", -1);
  const char *chosen = list[lian_dice_below (dice, g_strv_length (list))];
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = chosen; *c != '\0'; c++)
    if (c[0] == '{' && c[1] != '\0' && c[2] == '}')
      {
        append_slot (text, c[1], place, dice);
        c += 2;
      }
    else
      g_string_append_c (text, *c);
  g_strstrip (text->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What fits every title: {t} is the title, {a} the address. */
static const char *const tellings[] = {
  "{a}，{t}，已持续两三天，请尽快安排处理。",
  "反映{t}，位置在{a}，希望相关部门到场核实。",
  "{a}发现{t}，影响周边居民出行。",
  "{t}，具体位置：{a}，现场照片已上传。",
  "巡查至{a}时发现{t}，现场已劝导，需责任单位处置。",
  "居民来电：{a}{t}，多次反映未解决。",
  "{a}附近{t}，早晚人流量大，请注意安全。",
  "{t}。地点{a}，联系后可带路查看。",
  "今日在{a}看到{t}，老人孩子经过不便。",
  "{a}：{t}，之前处理过一次，现在又出现了。",
};

static char *
dup_telling (const char *title, const char *address, LianDice *dice)
{
  g_autoptr (GString) text
      = g_string_new (tellings[lian_dice_below (dice, G_N_ELEMENTS (tellings))]);

  g_string_replace (text, "{t}", title, 1);
  g_string_replace (text, "{a}", address, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * lian_matter_dup_title:
 * @address: where, in words
 * @description: (out): what was told
 *
 * The first description of a matter belongs to its first title; the others are told in words that
 * fit whatever the title says.
 *
 * Returns: (transfer full): the title.
 */
char *
lian_matter_dup_title (const LianMatter *matter, const LianMatterPlace *place, const char *address,
                       LianDice *dice, char **description)
{
  g_auto (GStrv) titles = g_strsplit (matter->titles, "|", -1);
  g_auto (GStrv) descriptions = g_strsplit (matter->descriptions, "|", -1);
  guint chosen = lian_dice_below (dice, g_strv_length (titles));
  char *title = lian_matter_fill (titles[chosen], place, dice);

  *description = chosen == 0 ? lian_matter_fill (descriptions[0], place, dice)
                             : dup_telling (title, address, dice);
  return title;
}

static gboolean
has_prefix (const LianMatter *matter, const char *const *prefixes)
{
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (matter->category, prefixes[i]))
      return TRUE;
  return FALSE;
}

/**
 * lian_matter_is_urban:
 *
 * Returns: whether nobody would report it from a village: there is no lift, no property management
 * and no hired bicycle.
 */
gboolean
lian_matter_is_urban (const LianMatter *matter)
{
  static const char *const urban[] = { "property-",
                                       "dispute-property",
                                       "dispute-noise",
                                       "utility-pump",
                                       "otherpart-g",
                                       "traffic-signal",
                                       "env-fume",
                                       "street-bike",
                                       "safety-lift",
                                       "street-noise",
                                       "otherevent-corridor",
                                       "livelihood-clinic",
                                       NULL };

  return has_prefix (matter, urban);
}

/**
 * lian_matter_dup_address:
 *
 * Returns: (transfer full): where it is, in words that fit: inside an estate or on a road.
 */
char *
lian_matter_dup_address (const LianMatter *matter, const LianMatterPlace *place, LianDice *dice)
{
  static const char *const inside[]
      = { "property-", "dispute-n", "dispute-p", "utility-pump", "otherevent-", NULL };
  static const char *const waters[] = { "env-water", "otherpart-rail", "safety-water", NULL };
  gboolean indoors = has_prefix (matter, inside) || strstr (matter->descriptions, "{b}") != NULL;

  if (has_prefix (matter, waters))
    return lian_matter_fill ("{r}桥头|{r}河边|{r}水塘边|{e}旁水塘", place, dice);
  return lian_matter_fill (indoors ? "{e}{b}|{e}门口|{e}{b} {n} 单元|{e}内"
                                   : "{r}{s}|{r} {n}0{n} 号|{r} {n}{n} 号门前|{r}{e}门前|{r}{s}",
                           place, dice);
}

/**
 * lian_matter_dup_person:
 *
 * Returns: (transfer full): an invented name.
 */
char *
lian_matter_dup_person (LianDice *dice)
{
  const char *surname = surnames[lian_dice_below (dice, G_N_ELEMENTS (surnames))];

  return g_strconcat (surname, given_names[lian_dice_below (dice, G_N_ELEMENTS (given_names))],
                      NULL);
}

/**
 * lian_matter_dup_phone:
 *
 * Returns: (transfer full): a number of the right shape from a range that is used for nothing else
 * here, so that it is recognised as invented.
 */
char *
lian_matter_dup_phone (LianDice *dice)
{
  return g_strdup_printf ("139000%05d", lian_dice_between (dice, 0, 99999));
}

/**
 * lian_matter_source:
 *
 * Returns: (transfer none): the code of a source that fits.
 */
const char *
lian_matter_source (const LianMatter *matter, LianDice *dice)
{
  double weights[G_N_ELEMENTS (sources)];

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    weights[i] = sources[i].weight;
  if (g_str_has_prefix (matter->category, "livelihood-elder"))
    weights[5] = 60;
  if (g_str_has_prefix (matter->category, "dispute-"))
    weights[3] = weights[4] = 0;
  return sources[lian_dice_weighted (dice, weights, G_N_ELEMENTS (sources))].code;
}

/**
 * lian_matter_rating:
 * @words: (out) (optional): texts parted by "|" that fit
 *
 * Returns: (transfer none): how a resident rates.
 */
const char *
lian_matter_rating (LianDice *dice, const char **words)
{
  double weights[G_N_ELEMENTS (ratings)];

  for (guint i = 0; i < G_N_ELEMENTS (ratings); i++)
    weights[i] = ratings[i].weight;

  guint chosen = lian_dice_weighted (dice, weights, G_N_ELEMENTS (ratings));

  if (words != NULL)
    *words = ratings[chosen].words;
  return ratings[chosen].code;
}
