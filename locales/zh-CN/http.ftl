# 请求本身的问题
refusal-busy = 现在办不了：请求太多，或者刚才输错了几次。请等 { $seconds } 秒再试，已经保存的内容都在。
refusal-unavailable = 刚才这一步没有办成，已经保存的内容都在。请等几秒再试；还不行，请告诉管理员。
refusal-bad-request = 浏览器发来的内容不完整，没有办理。请回到上一页重新打开，再做一次。
refusal-too-large = 发来的内容太大，没有办理。请减少内容后再试。
refusal-unsupported-media-type = 发来的内容格式不对，没有办理。请回到上一页重新打开，再做一次。
