# 题库：为什么不能导入、不能启用，您可以怎么办。
refusal-bank-not-a-bureau = 只有县级以上的主管部门可以导入题库。请把题库包交给主管部门导入。
refusal-bank-already-here = 这个题库的这个版本已经导入过了，不用再导入。如果内容改过，请换一个版本号重新封存。
refusal-bank-untrusted-signer = 这个题库包的签名单位不在信任名单里，没有导入。请核对题库包是谁发来的；确实可信的，请管理员先登记对方的公钥。
refusal-bank-altered = 这个题库包封存以后被改动过，没有导入。请向封存单位重新索取。
refusal-bank-damaged = 这个题库包不完整或者已损坏，没有导入。请重新下载或重新拷贝一次再试。
refusal-bank-too-large = 这个题库包太大，没有导入。题库包最大 50 MB，请检查是不是选错了文件。
refusal-bank-forged = 这个文件不是合格的题库包，里面有不该有的内容，没有导入。请核对它的来源，向封存单位重新索取。
refusal-bank-faulty = 题库包里的题目没有通过检查。请封存单位改正以后重新封存。
refusal-bank-wrong-key = 这个题目密钥打不开这个题库包。请核对题库编码和版本，向封存单位索取对应的密钥。
refusal-bank-key-there = 这个题库的题目密钥已经启用了，不用再次提交。
refusal-bank-key-not-released = 这个题库的题目密钥还没有启用，现在不能用它组卷。请先提交题目密钥。
error-bank-key-malformed = 题目密钥应当是 64 位的十六进制字符（0–9、a–f）。请把密钥文件的内容原样粘贴过来。
refusal-sealing-key-lost = 密钥文件 sealing.key 不是这个数据库原来用的那一个，证件号码读不出来。请停下来，先恢复密钥文件夹的备份。
